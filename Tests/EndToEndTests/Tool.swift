import Foundation

/// The system's own tools, for bytes that Swift cannot make.
enum Tool {
    /// What `tool` makes of `text`; at most 64 KB, since nobody reads while it is written.
    static func output(of tool: String, _ arguments: String..., fed text: String) throws -> [UInt8] {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: tool)
        process.arguments = arguments
        let (input, output) = (Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        try input.fileHandleForWriting.write(contentsOf: Data(text.utf8))
        try input.fileHandleForWriting.close()
        let made = try output.fileHandleForReading.readToEnd() ?? Data()
        return Array(made)
    }
}
