import CSemantics
import Domain
import Glibc

/// The C engine with its weights: the one owner of both.
///
/// `e5_embed` writes nothing but its own buffers, so any thread may call it at any time.
@safe struct Engine: ~Copyable, Sendable {
    // Sendable because none of these is ever written to again, by us or by the engine.
    private nonisolated(unsafe) let model: OpaquePointer
    private nonisolated(unsafe) let free: hl_e5_free
    private nonisolated(unsafe) let embed: hl_e5_embed
    private let setThreads: hl_omp_set_num_threads?
    private let weights: WeightsFile
    let dimension: Int

    private init(_ model: OpaquePointer, _ symbols: Symbols, _ weights: consuming WeightsFile) {
        unsafe self.model = unsafe model
        unsafe free = unsafe symbols.free
        unsafe embed = unsafe symbols.embed
        setThreads = symbols.setThreads
        dimension = Int(unsafe symbols.dimension(model))
        self.weights = weights
    }

    deinit { unsafe free(model) }

    /// - Throws: what is wrong with the library or the weights, and what to do.
    static func load(library: String, weights path: String) throws(Problem) -> Engine {
        guard hl_cpu_runs_engine() != 0 else {
            throw problem("this processor lacks AVX2, which the engine needs", library, "set \"semantics: null\"")
        }
        let weights = try WeightsFile.load(path)
        let symbols = try Symbols(library)
        guard let model = unsafe symbols.load(weights.bytes.baseAddress, weights.bytes.count) else {
            throw problem("the engine does not take these weights", path)
        }
        let engine = unsafe Engine(model, symbols, weights)
        guard (1...4_096).contains(engine.dimension), engine.vector(of: "hotline") != nil else {
            throw problem("the engine gives no sound vectors", library)
        }
        return engine
    }

    /// - Parameter text: without NUL, of bounded length.
    /// - Returns: a vector of length 1; nil where the engine fails.
    borrowing func vector(of text: String) -> [Float]? {
        // A setting of the calling thread: one core a text, so that the engine raises no threads of its own.
        setThreads?(1)
        var isSound = false
        let vector = unsafe [Float](unsafeUninitializedCapacity: dimension) { buffer, count in
            unsafe buffer.initialize(repeating: 0)
            isSound = unsafe text.withCString { unsafe embed(model, $0, 1, buffer.baseAddress) } == 0
            count = buffer.count
        }
        let square = vector.reduce(0) { $0 + $1 * $1 }
        return isSound && (0.9...1.1).contains(square) ? vector : nil
    }

    /// Never more than a warning: everything works without a second opinion.
    fileprivate static func problem(
        _ message: String,
        _ path: String,
        _ remedy: String = "fetch both anew with `make semantics`"
    ) -> Problem {
        Problem(message, at: .path(path), remedy: remedy, severity: .warning)
    }
}

/// What is taken from the library. It is never closed: the threads of an OpenMP runtime would run into the void.
@safe private struct Symbols {
    let load: hl_e5_load_mem
    let free: hl_e5_free
    let dimension: hl_e5_dim
    let embed: hl_e5_embed
    let setThreads: hl_omp_set_num_threads?

    init(_ path: String) throws(Problem) {
        guard let handle = unsafe dlopen(path, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE) else {
            throw Engine.problem("the engine cannot be loaded: \(SystemError.linker())", path)
        }
        func symbol(_ name: String) throws(Problem) -> UnsafeMutableRawPointer {
            if let symbol = unsafe dlsym(handle, name) { return unsafe symbol }
            throw Engine.problem("this library is not the engine: it has no \(name)", path)
        }
        unsafe load = unsafe unsafeBitCast(try symbol("e5_load_mem"), to: hl_e5_load_mem.self)
        unsafe free = unsafe unsafeBitCast(try symbol("e5_free"), to: hl_e5_free.self)
        unsafe dimension = unsafe unsafeBitCast(try symbol("e5_dim"), to: hl_e5_dim.self)
        unsafe embed = unsafe unsafeBitCast(try symbol("e5_embed"), to: hl_e5_embed.self)
        setThreads = unsafe dlsym(handle, "omp_set_num_threads").map {
            unsafe unsafeBitCast($0, to: hl_omp_set_num_threads.self)
        }
    }
}
