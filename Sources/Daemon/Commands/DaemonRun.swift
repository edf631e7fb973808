import Domain
import Glibc
import HTTP
package import Logging
import ServiceLifecycle
import Storing
import UnixSignals

/// `hotline run`: the daemon, in the foreground.
package enum DaemonRun {
    /// Runs until SIGTERM or SIGINT.
    ///
    /// `level` is the least severe one that is logged.
    package static func run(
        configPath: String?,
        level: Logger.Level,
        environment: [String: String]
    ) async throws -> ExitStatus {
        heedEarlySignals()
        HTTPGlobal.start()
        let log = logger(level, environment)
        let path = try Setup.find(configPath)
        let setup = try Setup.load(path: path, environment: environment)
        setup.warnings.forEach { log.warning("\($0.logLine)") }
        let store = try openStore(setup.configuration)
        let service = HotlineService(
            configPath: path,
            environment: environment,
            first: setup,
            store: store,
            clock: SystemClock(),
            log: log
        )
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [.init(service: service, successTerminationBehavior: .gracefullyShutdownGroup)],
                gracefulShutdownSignals: [.sigterm, .sigint],
                logger: quiet(log)
            )
        )
        try await group.run()
        await store.close()
        log.notice(.known(.stopped))
        return .ok
    }

    /// Until the handlers stand: a reload asked for early must not end the program, and who asks it to stop gets the end
    /// that a stop has. Nothing is in flight yet.
    private static func heedEarlySignals() {
        _ = signal(SIGHUP, SIG_IGN)
        for early in [SIGTERM, SIGINT] { _ = signal(early) { _ in _exit(0) } }
    }

    static func logger(_ level: Logger.Level, _ environment: [String: String]) -> Logger {
        Logger(label: "hotline") { _ in JournalLog.standard(level: level, environment: environment) }
    }

    /// The state that the configuration names, held by this process alone.
    static func openStore(_ configuration: Configuration) throws -> SQLiteStore {
        switch configuration.state {
        case .folder(let folder): return try SQLiteStore(folder: folder)
        case .postgres:
            throw CommandFailure(.configuration, noPostgres(configuration.path))
        }
    }

    /// What is wrong with a state that is no folder.
    static func noPostgres(_ path: String) -> Problem {
        Problem("PostgreSQL cannot hold the state yet", at: .path(path), remedy: "name a folder as \"state\"")
    }

    /// The same state beside a daemon that may hold it: to look, and for `resend`.
    static func openStoreBeside(_ configuration: Configuration) throws -> SQLiteStore {
        guard case .folder(let folder) = configuration.state else { return try openStore(configuration) }
        return try SQLiteStore(beside: folder)
    }

    private static func quiet(_ log: Logger) -> Logger {
        var log = log
        log.logLevel = max(log.logLevel, .warning)
        return log
    }
}
