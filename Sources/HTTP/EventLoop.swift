import CCurl
import CLinux
import Domain
import Glibc

/// One thread that waits for sockets by epoll and runs the jobs of the actor it belongs to.
///
/// It is the actor's `SerialExecutor`, so that all state of libcurl is isolated by the compiler's own rules: a callback
/// of libcurl, an event of a socket and a Swift job never run at once. Thousands of idle transfers cost nothing, since
/// only sockets that have something to tell are touched (`curl_multi_socket_action`).
///
/// The thread lives until `stop`, which the actor's `deinit` calls; it keeps this object, and not the actor, alive.
@safe final class EventLoop: SerialExecutor {
    private typealias Job = (job: UnownedJob, isTask: Bool)

    private struct Inbox {
        /// In the order in which they came; `isTask`: a task's own that prefers this thread, not the actor's.
        var jobs: [Job] = []
        var isWoken = false
        var isStopped = false
        var thread: pthread_t?
    }

    private let inbox = Locked(Inbox())
    private let epoll: Int32
    private let wake: Int32
    /// When libcurl wants to be called, in milliseconds of the monotonic clock. Touched on the thread alone.
    @safe private nonisolated(unsafe) var deadline = UInt64.max

    init() {
        epoll = epoll_create1(Int32(EPOLL_CLOEXEC))
        wake = eventfd(0, Int32(EFD_NONBLOCK) | Int32(EFD_CLOEXEC))
        precondition(epoll >= 0 && wake >= 0, "no file descriptors left for the event loop: errno \(errno)")
        watch(wake, EPOLLIN.rawValue)
    }

    deinit {
        close(epoll)
        close(wake)
    }

    // MARK: SerialExecutor

    func enqueue(_ job: consuming ExecutorJob) { add(UnownedJob(job), isTask: false) }

    fileprivate func add(_ job: UnownedJob, isTask: Bool) {
        let mustWake = inbox.withLock { inbox in
            inbox.jobs.append((job, isTask))
            // On the thread itself nobody has to be woken: it looks again before it sleeps.
            if inbox.isWoken || inbox.thread == pthread_self() { return false }
            inbox.isWoken = true
            return true
        }
        if mustWake { eventfd_write(wake, 1) }
    }

    func asUnownedSerialExecutor() -> UnownedSerialExecutor { unsafe UnownedSerialExecutor(ordinary: self) }

    func isIsolatingCurrentContext() -> Bool? { inbox.withLock { $0.thread == pthread_self() } }

    func checkIsolated() {
        precondition(isIsolatingCurrentContext() == true, "not on the thread of the event loop")
    }

    // MARK: the thread

    /// Starts the thread.
    ///
    /// - Parameters:
    ///   - onEvent: told a socket and its `CURL_CSELECT_…` bits, or `CURL_SOCKET_TIMEOUT` and 0 when time is up.
    ///   - afterEvents: called when a batch of events is through.
    func start(onEvent: @escaping @Sendable (Int32, Int32) -> Void, afterEvents: @escaping @Sendable () -> Void) {
        let isStarted = OwnThread.start("hotline-http") { [self] in
            inbox.withLock { $0.thread = pthread_self() }
            run(onEvent: onEvent, afterEvents: afterEvents)
        }
        precondition(isStarted, "no thread for the event loop")
    }

    /// Ends the thread once nothing is left to do. Any thread.
    func stop() {
        inbox.withLock { $0.isStopped = true }
        eventfd_write(wake, 1)
    }

    private func run(onEvent: (Int32, Int32) -> Void, afterEvents: () -> Void) {
        let events = UnsafeMutableBufferPointer<epoll_event>.allocate(capacity: 256)
        defer { unsafe events.deallocate() }
        let tasks = LoopTasks(loop: self)
        // Two lists that change places: one is filled while the other is run.
        var jobs: [Job] = []
        while true {
            let count = unsafe epoll_wait(epoll, events.baseAddress, 256, patience())
            for index in 0..<Int(max(count, 0)) {
                let event = unsafe events[index]
                let socket = unsafe event.data.fd
                if socket == wake {
                    var value: eventfd_t = 0
                    unsafe eventfd_read(wake, &value)
                } else {
                    onEvent(socket, Self.selection(unsafe event.events))
                }
            }
            if deadline <= Self.now() {
                deadline = .max
                onEvent(CURL_SOCKET_TIMEOUT, 0)
            }
            afterEvents()
            if !runJobs(tasks, in: &jobs) { return }
        }
    }

    /// - Returns: false when the loop is to end.
    private func runJobs(_ tasks: LoopTasks, in jobs: inout [Job]) -> Bool {
        while true {
            jobs.removeAll(keepingCapacity: true)
            let isStopped = inbox.withLock { inbox in
                inbox.isWoken = false
                swap(&inbox.jobs, &jobs)
                return inbox.isStopped
            }
            if jobs.isEmpty { return !isStopped }
            for (job, isTask) in jobs {
                if isTask {
                    unsafe job.runSynchronously(on: tasks.asUnownedTaskExecutor())
                } else {
                    unsafe job.runSynchronously(on: asUnownedSerialExecutor())
                }
            }
        }
    }

    private func patience() -> Int32 {
        guard deadline != .max else { return -1 }
        let now = Self.now()
        return deadline > now ? Int32(clamping: deadline - now) : 0
    }

    private static func selection(_ events: UInt32) -> Int32 {
        var bits: Int32 = 0
        if events & EPOLLIN.rawValue != 0 { bits |= CURL_CSELECT_IN }
        if events & EPOLLOUT.rawValue != 0 { bits |= CURL_CSELECT_OUT }
        if events & (EPOLLERR.rawValue | EPOLLHUP.rawValue) != 0 { bits |= CURL_CSELECT_ERR }
        return bits
    }

    private static func now() -> UInt64 {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(clamping: time.tv_sec) * 1_000 + UInt64(clamping: time.tv_nsec) / 1_000_000
    }

    // MARK: what libcurl asks for, on the thread

    /// Watches a socket for what libcurl wants to know of it.
    func socket(_ socket: Int32, wants what: Int32) {
        if what == CURL_POLL_REMOVE {
            epoll_ctl(epoll, EPOLL_CTL_DEL, socket, nil)
            return
        }
        var bits: UInt32 = 0
        if what & CURL_POLL_IN != 0 { bits |= EPOLLIN.rawValue }
        if what & CURL_POLL_OUT != 0 { bits |= EPOLLOUT.rawValue }
        watch(socket, bits)
    }

    /// Calls back in so many milliseconds; -1 for not at all.
    func timer(in milliseconds: Int) {
        deadline = milliseconds < 0 ? .max : Self.now() + UInt64(milliseconds)
    }

    private func watch(_ socket: Int32, _ bits: UInt32) {
        var event = unsafe epoll_event()
        unsafe event.events = bits
        unsafe event.data.fd = socket
        if unsafe epoll_ctl(epoll, EPOLL_CTL_MOD, socket, &event) != 0, errno == ENOENT {
            unsafe epoll_ctl(epoll, EPOLL_CTL_ADD, socket, &event)
        }
    }
}

/// The loop's thread as a place for tasks that mostly wait for its actor: they change threads when they have work to do.
final class LoopTasks: TaskExecutor {
    private let loop: EventLoop

    init(loop: EventLoop) { self.loop = loop }

    func enqueue(_ job: consuming ExecutorJob) { loop.add(UnownedJob(job), isTask: true) }
}
