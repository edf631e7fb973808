import Domain
import Foundation
import Testing

@testable import ConfigFile

/// A folder of its own for one test, gone afterwards.
final class Folder {
    let path: String

    init() throws {
        let url = FileManager.default.temporaryDirectory.appending(path: "hotline-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        path = url.path
    }

    deinit {
        do { try FileManager.default.removeItem(atPath: path) } catch { Issue.record(error) }
    }

    /// Writes a file and returns its path.
    @discardableResult
    func write(_ name: String, _ text: String, mode: Int = 0o600) throws -> String {
        try write(name, bytes: Array(text.utf8), mode: mode)
    }

    @discardableResult
    func write(_ name: String, bytes: [UInt8], mode: Int = 0o600) throws -> String {
        let file = "\(path)/\(name)"
        try Data(bytes).write(to: URL(filePath: file))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file)
        return file
    }

    func make(_ name: String) throws {
        try FileManager.default.createDirectory(atPath: "\(path)/\(name)", withIntermediateDirectories: true)
    }

    func link(_ name: String, to target: String) throws {
        try FileManager.default.createSymbolicLink(atPath: "\(path)/\(name)", withDestinationPath: target)
    }

    /// What is said of a configuration, errors or else warnings, with the folder's path taken out.
    func told(of text: String, environment: [String: String] = [:]) throws -> [String] {
        let file = try write("hotline.yaml", text)
        do throws(Problems) {
            return try ConfigurationFile.load(path: file, environment: environment).warnings.map(short)
        } catch {
            return error.all.map(short)
        }
    }

    private func short(_ problem: Problem) -> String {
        problem.description.replacingOccurrences(of: "\(path)/", with: "")
    }
}
