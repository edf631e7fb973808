import Foundation
import Testing

/// Bytes that are kept beside the tests; `BLESS=1` writes them anew, and the difference is to be read.
enum Golden {
    static func expect(_ body: [UInt8], named name: String) throws {
        let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Fixtures/formats/\(name).json")
        if ProcessInfo.processInfo.environment["BLESS"] == "1" {
            try FileManager.default.createDirectory(
                at: path.deletingLastPathComponent(),
                withIntermediateDirectories: true
            )
            try Data(body).write(to: path)
        }
        let golden = try Data(contentsOf: path)
        #expect(String(decoding: body, as: UTF8.self) == String(decoding: golden, as: UTF8.self))
    }
}
