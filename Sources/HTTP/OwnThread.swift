import CLinux
import Glibc

/// Threads for what blocks: it holds no place of Swift's own few threads.
package enum OwnThread {
    /// Runs `body` on a new thread and waits for it without blocking; nil when the system has no thread left.
    ///
    /// - Parameters:
    ///   - name: at most 15 bytes, for `ps` and debuggers.
    ///   - body: may block; a write to a closed pipe or connection is an error there, no signal.
    /// - Returns: what `body` returned.
    package static func run<Value: Sendable>(
        _ name: String,
        _ body: @escaping @Sendable () -> Value
    ) async -> Value? {
        await withCheckedContinuation { continuation in
            let isStarted = start(name) { continuation.resume(returning: body()) }
            if !isStarted { continuation.resume(returning: nil) }
        }
    }

    /// Starts a detached thread. False when the system has none left: `body` is then never called.
    static func start(_ name: String, _ body: @escaping @Sendable () -> Void) -> Bool {
        var attributes = pthread_attr_t()
        unsafe pthread_attr_init(&attributes)
        defer { unsafe pthread_attr_destroy(&attributes) }
        unsafe pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        var thread = pthread_t()
        let errand = unsafe Unmanaged.passRetained(Errand(name: name, body: body))
        let code = unsafe pthread_create(
            &thread,
            &attributes,
            { argument in
                hl_block_sigpipe()
                if let argument = unsafe argument {
                    let errand = unsafe Unmanaged<Errand>.fromOpaque(argument).takeRetainedValue()
                    unsafe hl_set_thread_name(errand.name)
                    errand.body()
                }
                return nil
            },
            errand.toOpaque()
        )
        if code != 0 { unsafe errand.release() }
        return code == 0
    }

    /// What a thread runs, carried through the C interface.
    private final class Errand: Sendable {
        let name: String
        let body: @Sendable () -> Void

        init(name: String, body: @escaping @Sendable () -> Void) {
            self.name = name
            self.body = body
        }
    }
}
