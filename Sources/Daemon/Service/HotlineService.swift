import Alerting
import Domain
import Logging
import Reporting
import ServiceLifecycle
import UnixSignals

/// The daemon as a service: shifts one after the other, SIGHUP for the next, SIGTERM for the last.
struct HotlineService: Service {
    let configPath: String
    let environment: [String: String]
    let first: Setup
    let store: any Store
    let clock: any WallClock
    let log: Logger
    var instruments = Instruments()

    /// For transfers in flight at SIGTERM or a reload; what takes longer is cut off and made again.
    private static let patience: Duration = .seconds(6)

    private enum Command: Sendable { case reload(Setup), stop, broken(StoreError) }

    func run() async throws {
        let notify = Notify(environment: environment)
        let current = Locked<Shift?>(nil)
        let desk = StatusDesk(instruments: instruments, clock: clock, version: Release.version)
        let page = StatusServer(desk: desk, log: log)
        let change = Progress()
        let (commands, control) = AsyncStream.makeStream(of: Command.self)
        let end = await withTaskGroup(of: Void.self) { group in
            group.addTask {
                do { try await gracefulShutdown() } catch { _ = error /* cancelled is stopped, too */ }
                notify.stopping()
                log.notice("stopping", metadata: ["patience": "\(Self.patience)"])
                control.yield(.stop)
            }
            group.addTask {
                let hangups = await UnixSignalsSequence(trapping: .sighup)
                for await _ in hangups {
                    if let next = reload(notify) {
                        control.yield(.reload(next))
                    } else {
                        // logrotate asks with the same signal, whatever the configuration is like.
                        await current.withLock { $0 }?.alertLog?.reopen()
                    }
                }
            }
            group.addTask { await page.run() }
            if let interval = Notify.watchdogInterval(environment: environment) {
                let watchdog = Watchdog(notify: notify, interval: interval)
                group.addTask { await watchdog.run({ current.withLock { $0 } }, change: change) }
            }
            let end = await work(commands, current: current, change: change, notify: notify) { shift, setup in
                await page.move(to: setup.configuration.status)
                if let shift { await desk.watch(shift) }
            } broken: {
                control.yield(.broken($0))
            }
            group.cancelAll()
            return end
        }
        if let end { throw end }
    }

    /// Shift after shift until told to stop. Returns what broke, where that is why.
    private func work(
        _ commands: AsyncStream<Command>,
        current: Locked<Shift?>,
        change: Progress,
        notify: Notify,
        show: (Shift?, Setup) async -> Void,
        broken: @escaping @Sendable (StoreError) -> Void
    ) async -> StoreError? {
        var commands = commands.makeAsyncIterator()
        var setup = first
        while true {
            let shift: Shift
            await show(nil, setup)
            do {
                shift = try await open(setup, change: change, broken: broken)
            } catch {
                if Task.isShuttingDownGracefully { return nil }
                if case .unsound = error { return error }
                instruments.storeFailed(error.message, at: clock.now)
                log.error("cannot start, tried again", metadata: ["reason": "\(error.message)"])
                do { try await Task.sleep(for: .seconds(5)) } catch { return nil }
                if Task.isShuttingDownGracefully { return nil }
                continue
            }
            current.withLock { $0 = shift }
            await show(shift, setup)
            begin(shift, setup, notify)
            let command = await serve(shift, until: &commands) {
                change.stamp()
                current.withLock { $0 = nil }
            }
            switch command {
            case .reload(let next): setup = next
            case .broken(let error): return error
            case .stop, nil: return nil
            }
        }
    }

    private func begin(_ shift: Shift, _ setup: Setup, _ notify: Notify) {
        let feeds = shift.configuration.feeds.count
        notify.ready("watching \(feeds) feeds")
        log.notice(
            .known(.onDuty),
            metadata: [
                "feeds": "\(feeds)", "known": "\(shift.known)", "seeds": "\(setup.seeds.count)",
                "topic": "\(setup.topic?.name ?? "none")", "webhooks": "\(shift.deliverers.count)",
            ]
        )
    }

    /// Runs a shift until a command comes, and lets it end what is in flight.
    private func serve(
        _ shift: Shift,
        until commands: inout AsyncStream<Command>.Iterator,
        ended: () -> Void
    ) async -> Command? {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await shift.run() }
            let command = await commands.next(isolation: #isolation)
            if case .broken? = command {
                // Nothing can be stored any more, so nothing is worth waiting for.
            } else {
                await shift.finish(atMost: Self.patience)
            }
            ended()
            group.cancelAll()
            return command
        }
    }

    /// The next shift; a stop that is asked for meanwhile ends its opening.
    private func open(
        _ setup: Setup,
        change: Progress,
        broken: @escaping @Sendable (StoreError) -> Void
    ) async throws(StoreError) -> Shift {
        change.stamp()
        let opened: Result<Shift, StoreError> = await cancelWhenGracefulShutdown { [self] in
            do throws(StoreError) {
                let shift = try await Shift.open(
                    setup,
                    store: store,
                    clock: clock,
                    log: log,
                    instruments: instruments,
                    progress: change,
                    broken: broken
                )
                return .success(shift)
            } catch {
                return .failure(error)
            }
        }
        return try opened.get()
    }

    /// Reads everything again; nil, and the old stays, when anything of it is bad.
    private func reload(_ notify: Notify) -> Setup? {
        notify.reloading()
        do {
            let setup = try Setup.load(path: configPath, environment: environment)
            guard setup.configuration.state == first.configuration.state else {
                throw Problem("\"state\" changed", at: .path(configPath), remedy: "restart to move to another state")
            }
            setup.warnings.forEach { log.warning("\($0.logLine)") }
            instruments.reloaded(isRefused: false)
            log.notice(.known(.reloading), metadata: ["config": "\(configPath)"])
            return setup
        } catch {
            instruments.reloaded(isRefused: true)
            notify.ready("reload refused: the old configuration stays")
            for problem in Self.problems(error) {
                log.error(.known(.reloadRefused), metadata: ["problem": "\(problem)"])
            }
            return nil
        }
    }

    private static func problems(_ error: any Error) -> [Problem] {
        switch error {
        case let problems as Problems: problems.all
        case let problem as Problem: [problem]
        case let failure as CommandFailure: failure.problems
        default: [Problem("\(error)")]
        }
    }
}
