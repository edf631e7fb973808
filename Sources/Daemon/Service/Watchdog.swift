import Domain
import HTTP

/// Feeds systemd's watchdog with the loops' own progress: a loop that hangs is a daemon that is restarted.
struct Watchdog: Sendable {
    let notify: Notify
    /// Seconds between pings.
    let interval: Double

    /// How long a loop may go without a round: far above its quarter-second tick, far below the watchdog's time.
    private static let patience: Duration = .seconds(20)

    /// How long the steps of opening or closing a shift may take, each.
    private static let patienceBetween: Duration = .seconds(60)

    /// Pings while `shift` proves that its poll loop turns, its curl thread answers and its store reads; between two
    /// shifts while `change` shows that one is being opened or closed step by step.
    func run(_ shift: @Sendable () -> Shift?, change: Progress) async {
        while !Task.isCancelled {
            if let shift = shift() {
                let turns = shift.loop.progress.age < Self.patience
                await shift.feedClient.ping()
                do {
                    _ = try await shift.store.nextDue()
                } catch {
                    // A store that answers with an error is alive: a full disk must not become a restart loop.
                }
                if turns { notify.alive() }
            } else if change.age < Self.patienceBetween {
                notify.alive()
            }
            do { try await Task.sleep(for: .seconds(interval)) } catch { return }
        }
    }
}
