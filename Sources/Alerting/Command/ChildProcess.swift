import CLinux
import Glibc

/// One program run to its end: argument array, no shell, a session of its own, nothing inherited but three descriptors.
///
/// The caller's thread blocks. The program gets `input` on standard input; the end of what it writes to standard output
/// and error is kept. When its time is up, or the run is cancelled, its process group gets SIGTERM, and SIGKILL after
/// `grace`. Whatever of the group outlives it is ended, too; then it is reaped, so nothing remains of a run.
@safe struct ChildProcess {
    enum End: Sendable, Hashable {
        case exited(Int32)
        case signaled(Int32)
        /// Ended by us: its time was up.
        case timedOut
        /// Ended by us: the run was cancelled.
        case cancelled
        /// The system's words.
        case notStarted(String)
    }

    struct Result: Sendable, Hashable {
        let end: End
        /// The last `kept` bytes that it wrote.
        let output: [UInt8]
    }

    /// The program's absolute path, then its arguments.
    let arguments: [String]
    /// All of its environment, `NAME=value`.
    let environment: [String]
    let input: [UInt8]
    /// Until SIGTERM.
    let timeout: Duration
    /// From SIGTERM to SIGKILL.
    var grace: Duration = .seconds(2)

    /// How much output is kept.
    static let kept = 4_096

    /// Runs it. `cancel` becomes readable when the run is to end early.
    func run(cancel: borrowing Descriptor) -> Result {
        guard var toChild = DescriptorPipe(), var fromChild = DescriptorPipe() else {
            return Result(end: .notStarted(SystemText.of(errno)), output: [])
        }
        toChild.writing.setNonBlocking()
        fromChild.reading.setNonBlocking()
        let (pid, code) = spawn(input: toChild.reading.number, output: fromChild.writing.number)
        toChild.reading.close()
        fromChild.writing.close()
        guard code == 0 else { return Result(end: .notStarted(SystemText.of(code)), output: []) }
        var watch = ChildWatch(pid: pid, input: input, toChild: toChild, fromChild: fromChild)
        return watch.run(timeout: timeout, grace: grace, cancel: cancel)
    }

    /// - Returns: the process, or the error number of why there is none.
    private func spawn(input: Int32, output: Int32) -> (pid: pid_t, code: Int32) {
        var actions = unsafe posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        unsafe posix_spawn_file_actions_init(&actions)
        unsafe posix_spawnattr_init(&attributes)
        defer {
            unsafe posix_spawn_file_actions_destroy(&actions)
            unsafe posix_spawnattr_destroy(&attributes)
        }
        unsafe posix_spawn_file_actions_adddup2(&actions, input, 0)
        unsafe posix_spawn_file_actions_adddup2(&actions, output, 1)
        unsafe posix_spawn_file_actions_adddup2(&actions, output, 2)
        unsafe posix_spawn_file_actions_addclosefrom_np(&actions, 3)
        unsafe posix_spawn_file_actions_addchdir_np(&actions, "/")
        // What we block or ignore is our business: the program starts with all signals as they are by default.
        var signals = sigset_t()
        unsafe hl_fill_signals(&signals)
        unsafe posix_spawnattr_setsigdefault(&attributes, &signals)
        unsafe sigemptyset(&signals)
        unsafe posix_spawnattr_setsigmask(&attributes, &signals)
        unsafe posix_spawnattr_setflags(&attributes, hl_spawn_flags())
        let words = CStrings(arguments)
        let variables = CStrings(environment)
        var pid: pid_t = 0
        let path = unsafe words.pointers[0]
        guard let path = unsafe path else { return (0, EINVAL) }
        let code = unsafe posix_spawn(&pid, path, &actions, &attributes, words.pointers, variables.pointers)
        return (pid, code)
    }
}

/// Owns copies of strings as `argv` and `envp` want them: pointers, the last of them null.
@safe private struct CStrings: ~Copyable {
    let pointers: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
    private let count: Int

    init(_ strings: [String]) {
        count = strings.count
        unsafe pointers = .allocate(capacity: count + 1)
        for (index, string) in strings.enumerated() { unsafe (pointers + index).initialize(to: strdup(string)) }
        unsafe (pointers + count).initialize(to: nil)
    }

    deinit {
        for index in 0..<count { unsafe free(pointers[index]) }
        unsafe pointers.deallocate()
    }
}
