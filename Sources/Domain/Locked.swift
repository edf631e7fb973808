import Foundation

/// A value behind a lock, for a few lines that never await.
///
/// Over `NSLock` and not `Synchronization.Mutex`: the latter is a bare futex on Linux, which ThreadSanitizer cannot see.
package final class Locked<Value: Sendable>: @unchecked Sendable {
    // Sendable because `value` is touched under `lock` alone.
    private let lock = NSLock()
    private var value: Value

    package init(_ value: Value) { self.value = value }

    /// Runs `body` with the value; keep it short.
    package func withLock<Result>(_ body: (inout Value) throws -> Result) rethrows -> Result {
        lock.lock()
        defer { lock.unlock() }
        return try body(&value)
    }
}
