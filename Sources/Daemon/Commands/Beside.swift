import ConfigFile
import Domain
import Storing

/// Configuration and state for a command that looks at what a daemon holds, beside it.
///
/// Neither topic nor seeds nor secrets are read: a mistake in them, or a list with a bad address, keeps nobody from
/// looking.
struct Beside {
    let configuration: Configuration
    let store: SQLiteStore

    /// - Parameters:
    ///   - configPath: nil takes the configuration where it lies by default.
    ///   - environment: the process's.
    /// - Throws: `CommandFailure` 66 without a configuration, `Problems` with its mistakes, `StoreError`.
    init(configPath: String?, environment: [String: String]) throws {
        (configuration, _) = try ConfigurationFile.load(
            path: Setup.find(configPath),
            environment: environment,
            takesBadAddresses: true,
            needsSecrets: false
        )
        store = try DaemonRun.openStoreBeside(configuration)
    }
}
