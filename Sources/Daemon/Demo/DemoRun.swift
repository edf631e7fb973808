import Domain
import Foundation
import HTTP

/// `hotline demo`: the whole way on loopback, with a newsroom of its own. No network, no set-up.
///
/// The daemon is this very program as a child process; newsroom and webhook receiver are played here. The day has four
/// stages (`DemoNews.stages`), each goes on when the daemon has read every feed, and each has its deadline.
package enum DemoRun {
    private static let deadline = 28.0

    /// - Parameter keep: leaves the folder with configuration, state and logs for looking into.
    /// - Returns: 0 when everything went as it should, 70 when not.
    /// - Throws: when there is no folder, no socket or no child process to be had.
    package static func run(keep: Bool) async throws -> ExitStatus {
        let start = ContinuousClock.now
        let folder = try DemoFolder()
        defer { if !keep { folder.remove() } }
        let clock = SystemClock()
        let newsroom = DemoNewsroom(opened: clock.now)
        let publisher = try LoopbackServer { newsroom.answer($0) }
        defer { publisher.stop() }
        let receiver = DemoReceiver(secret: folder.secret, clock: clock)
        let webhook = try LoopbackServer { receiver.answer($0) }
        defer { webhook.stop() }
        try folder.write(newsroom: publisher.base, webhook: webhook.base)
        introduce(publisher.base)

        let stage = DemoStage(start: start, deadline: deadline)
        let status = try await play(stage, newsroom, receiver, folder)
        let report = try await DemoReport(
            configuration: folder.configuration,
            newsroom: newsroom,
            receiver: receiver,
            exit: status
        )
        Console.out(report.text)
        let seconds = Int((ContinuousClock.now - start).components.seconds)
        if let late = stage.missed { Console.out("It did not come to this in time: \(late).") }
        let isGood = report.isGood && stage.missed == nil
        Console.out(isGood ? "All as it should be, in \(seconds) seconds." : "Not as it should be: see above.")
        if keep {
            Console.out("Kept: \(folder.path)  (try: hotline why URL --config \(folder.configuration))")
        } else if !isGood {
            Console.out("The end of the daemon's log:\n\(Console.singleLine(folder.logTail))")
        }
        return isGood ? .ok : .internalError
    }

    private static func introduce(_ base: String) {
        let outlets = DemoOutlet.allCases.map { "  \($0.name), \($0.language): \($0.format)" }
        Console.out(
            """
            A newsroom of \(outlets.count) feeds at \(base), and everything in it is invented:
            \(outlets.joined(separator: "\n"))
            The daemon, `hotline run`, reads them once a second and posts what is new to a webhook.

            """
        )
    }

    /// Plays the day.
    ///
    /// - Returns: the daemon's exit status after SIGTERM.
    private static func play(
        _ stage: DemoStage,
        _ newsroom: DemoNewsroom,
        _ receiver: DemoReceiver,
        _ folder: DemoFolder
    ) async throws -> Int32? {
        func refused(_ event: DemoArticle.Event) -> Bool { receiver.deliveries(of: event).contains { $0.refused > 0 } }
        func accepted(_ event: DemoArticle.Event) -> Bool {
            receiver.deliveries(of: event).contains { $0.accepted > 0 }
        }
        let first = try DemoDaemon(configuration: folder.configuration, log: folder.log)
        stage.begin(1)
        await stage.wait("an attempt at the webhook that is down") {
            refused(.summit) && newsroom.wasReadByAll(times: 2)
        }
        newsroom.publish(stage: 2)
        receiver.comeUp()
        stage.begin(2)
        await stage.wait("the delivery after the webhook came up") {
            accepted(.summit) && newsroom.wasReadByAll(times: 3)
        }
        newsroom.publish(stage: 3)
        stage.begin(3)
        await stage.wait("the wire being read again") { newsroom.wasRead(.wire) }
        await first.kill()
        let second = try DemoDaemon(configuration: folder.configuration, log: folder.log)
        await stage.wait("the second alert after the restart") {
            accepted(.letter) && newsroom.wasReadByAll(times: 3)
        }
        newsroom.publish(stage: 4)
        stage.begin(4)
        await stage.wait("the third alert") {
            accepted(.truce) && newsroom.wasReadByAll(times: 2)
        }
        return await second.stop()
    }
}

/// Announces the stages and waits, until a common deadline.
private final class DemoStage {
    private let start: ContinuousClock.Instant
    private let end: ContinuousClock.Instant
    /// What was waited for in vain, first of all.
    private(set) var missed: String?

    init(start: ContinuousClock.Instant, deadline: Double) {
        self.start = start
        end = start + .seconds(deadline)
    }

    func begin(_ number: Int) {
        let tenths = Int((ContinuousClock.now - start) / .milliseconds(100))
        Console.out("[\(tenths / 10).\(tenths % 10) s] \(number). \(DemoNews.stages[number - 1])")
    }

    func wait(_ what: String, _ isSo: () -> Bool) async {
        guard missed == nil else { return }
        while !isSo() {
            guard ContinuousClock.now < end else {
                missed = what
                return
            }
            do { try await Task.sleep(for: .milliseconds(20)) } catch { return }
        }
    }
}
