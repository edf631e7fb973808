import Alerting
import Domain
import HTTP
import Logging
import Reporting

/// Everything that one configuration makes, from its start to its reload: clients, desk, poll loop, deliverers.
///
/// The store outlives it, and so does what was counted. A `Setup` is read and checked whole before the old shift stops,
/// so a bad configuration changes nothing; the next one opens (`Shift+Opening.swift`) when the old one has ended.
struct Shift: Sendable {
    let configuration: Configuration
    let store: any Store
    let clock: any WallClock
    let log: Logger
    let desk: Desk
    let feedClient: HTTPClient
    let webhooks: WebhookClients
    let loop: PollLoop
    let deliverers: [Deliverer]
    let alertLog: AlertLog?
    /// Nil without `status.public_url`: no hub could reach us.
    let hubs: HubDesk?
    let instruments: Instruments
    /// What is looked for, by name.
    let topic: String
    /// How many on-topic items the index was rebuilt from.
    let known: Int
    let drain: Drain
    /// Told when the store turns out damaged.
    let broken: @Sendable (StoreError) -> Void

    /// Polls and delivers until cancelled.
    func run() async {
        await count()
        await withDiscardingTaskGroup { group in
            group.addTask { await loop.run() }
            for deliverer in deliverers { group.addTask { await deliverer.run() } }
            if let alertLog { group.addTask { await alertLog.run() } }
            if let hubs { group.addTask { await hubs.run() } }
            group.addTask { await keepHouse() }
            group.addTask { await watchStorm() }
        }
        await close()
    }

    /// Starts nothing new, and lets what is in flight end, for at most `patience`: then the caller cancels.
    func finish(atMost patience: Duration) async {
        drain.begin()
        await drain.wait(atMost: patience)
    }

    func close() async {
        await feedClient.shutdown()
        await webhooks.shutdown()
    }

    /// Tells a storm's digest within a second of its end.
    private func watchStorm() async {
        while !Task.isCancelled {
            do { try await Task.sleep(for: .seconds(1)) } catch { return }
            await endStorm()
        }
    }

    /// Tells what a storm has folded, if it is over.
    func endStorm() async {
        do {
            if try await desk.endStorm(at: clock.now) { log.notice("the storm is over: its digest is on its way") }
        } catch {
            log.error("storm digest not stored, tried again", metadata: ["reason": "\(error.message)"])
            if case .unsound = error { broken(error) }
        }
    }

    /// Forgets what is older than `retention`: at once, since a daemon may never live for an hour, then once an hour.
    private func keepHouse() async {
        while !Task.isCancelled {
            await forget()
            await count()
            do { try await Task.sleep(for: .seconds(3_600)) } catch { return }
        }
    }

    /// Counts the feeds by how they are.
    private func count() async {
        do throws(StoreError) {
            instruments.counted(try await store.census())
        } catch {
            instruments.storeFailed(error.message, at: clock.now)
        }
    }

    /// Forgets what is older than `retention`, once.
    func forget() async {
        do {
            if alertLog == nil { try await store.skipLog() }
            try await desk.forget(before: clock.now.advanced(by: -configuration.retention))
        } catch {
            log.error("retention failed", metadata: ["reason": "\(error.message)"])
            if case .unsound = error { broken(error) }
        }
    }
}
