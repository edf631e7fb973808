import Foundation

/// A folder of a test's own.
package struct TemporaryFolder: Sendable {
    package let path: String

    package init() throws {
        path = NSTemporaryDirectory() + "hotline-test-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    }

    /// Removes it with all that is in it.
    package func remove() {
        do { try FileManager.default.removeItem(atPath: path) } catch
        { /* Best effort: it is in the temporary folder. */  }
    }
}
