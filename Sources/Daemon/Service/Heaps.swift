import CLinux

/// The heaps of the C library.
package enum Heaps {
    /// Keeps the process no larger than what it holds: what a burst of documents took is given back. Before the first thread.
    package static func bound() { hl_bound_heaps() }
}
