import CLinux
import Glibc

/// Feeds a child its input, keeps the end of its output, ends it in time, and reaps it.
///
/// | what happens | what is done |
/// |---|---|
/// | its input has room | the next piece; a child that reads no more is no failure |
/// | it writes | the last `ChildProcess.kept` bytes are kept, so it never waits for us |
/// | its time is up, or the run is cancelled | SIGTERM to its group |
/// | it is still there `grace` later | SIGKILL to its group |
/// | it has ended | SIGKILL to whatever of its group is left, while nobody else can have its number; then it is reaped |
@safe struct ChildWatch: ~Copyable {
    private let pid: pid_t
    private let input: [UInt8]
    private var sent = 0
    private var toChild: DescriptorPipe
    private var fromChild: DescriptorPipe
    private let ending: Descriptor
    private var output: [UInt8] = []
    /// Why we ended it, if we did.
    private var verdict: ChildProcess.End?

    init(pid: pid_t, input: [UInt8], toChild: consuming DescriptorPipe, fromChild: consuming DescriptorPipe) {
        self.pid = pid
        self.input = input
        self.toChild = toChild
        self.fromChild = fromChild
        ending = Descriptor(owning: hl_pidfd(pid))
        if input.isEmpty { self.toChild.writing.close() }
    }

    /// Returns when the child is gone.
    mutating func run(timeout: Duration, grace: Duration, cancel: borrowing Descriptor) -> ChildProcess.Result {
        var deadline = ContinuousClock.now.advanced(by: timeout)
        var signal = SIGTERM
        while !hasEnded() {
            let isCancelled = wait(until: deadline, cancel: verdict == nil ? cancel.number : -1)
            pump()
            guard isCancelled || ContinuousClock.now >= deadline else { continue }
            if verdict == nil { verdict = isCancelled ? .cancelled : .timedOut }
            _ = kill(-pid, signal)
            signal = SIGKILL
            deadline = ContinuousClock.now.advanced(by: grace)
        }
        _ = kill(-pid, SIGKILL)
        takeOutput()
        let end = reap()
        return ChildProcess.Result(end: verdict ?? end, output: output)
    }

    /// Waits for something to do. True when the run is to be cancelled.
    private func wait(until deadline: ContinuousClock.Instant, cancel: Int32) -> Bool {
        let left = ContinuousClock.now.duration(to: deadline).components
        let milliseconds = left.seconds * 1_000 + left.attoseconds / 1_000_000_000_000_000 + 1
        // Without a descriptor for its end (an old kernel) it is looked for now and then.
        let most: Int64 = ending.number >= 0 ? 60_000 : 20
        var polls = [
            pollfd(fd: toChild.writing.number, events: Int16(POLLOUT), revents: 0),
            pollfd(fd: fromChild.reading.number, events: Int16(POLLIN), revents: 0),
            pollfd(fd: ending.number, events: Int16(POLLIN), revents: 0),
            pollfd(fd: cancel, events: Int16(POLLIN), revents: 0),
        ]
        let patience = Int32(min(max(milliseconds, 0), most))
        let count = unsafe polls.withUnsafeMutableBufferPointer { buffer in
            unsafe poll(buffer.baseAddress, nfds_t(buffer.count), patience)
        }
        return count > 0 && polls[3].revents != 0
    }

    private mutating func pump() {
        while sent < input.count, toChild.writing.number >= 0 {
            let count = unsafe input[sent...].withUnsafeBytes { piece in
                unsafe write(toChild.writing.number, piece.baseAddress, piece.count)
            }
            if count < 0, errno == EINTR { continue }
            if count < 0, errno == EAGAIN { break }
            sent = count > 0 ? sent + count : input.count
        }
        if sent == input.count { toChild.writing.close() }
        takeOutput()
    }

    /// At most a hundred pieces, so that one that writes without end is ended in its time all the same.
    private mutating func takeOutput() {
        for _ in 0..<100 where fromChild.reading.number >= 0 {
            var piece = [UInt8](repeating: 0, count: ChildProcess.kept)
            let count = unsafe piece.withUnsafeMutableBytes { buffer in
                unsafe read(fromChild.reading.number, buffer.baseAddress, buffer.count)
            }
            if count < 0, errno == EINTR { continue }
            if count < 0, errno == EAGAIN { return }
            guard count > 0 else {
                fromChild.reading.close()
                return
            }
            output = Array((output + piece.prefix(count)).suffix(ChildProcess.kept))
        }
    }

    /// Looks without reaping: as long as it is not reaped its number, and its group's, is nobody else's.
    private func hasEnded() -> Bool {
        var info = unsafe siginfo_t()
        guard unsafe waitid(P_PID, id_t(pid), &info, WEXITED | WNOHANG | WNOWAIT) == 0 else { return errno != EINTR }
        return unsafe info.si_signo == SIGCHLD
    }

    private func reap() -> ChildProcess.End {
        var status: Int32 = 0
        while unsafe waitpid(pid, &status, 0) != pid {
            // Where our parent had SIGCHLD ignored there may be none to fetch: nothing is known, so nothing is delivered.
            guard errno == EINTR else { return .notStarted("its exit status is lost: \(SystemText.of(errno))") }
        }
        let signal = status & 0x7F
        return signal == 0 ? .exited(status >> 8 & 0xFF) : .signaled(signal)
    }
}
