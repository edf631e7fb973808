import CLinux
package import Domain
import Glibc
import HTTP

/// Hands deliveries to programs: the alert's JSON on standard input, no shell, a time limit.
///
/// What its end means: 0 delivered; every other status, a signal, or its time being up: failed, tried again as a webhook
/// is. The last line it wrote is told with the failure, at most 200 characters, without control characters.
package struct CommandSink: AlertSink {
    package init() {}

    /// Runs the program once with the delivery on its standard input.
    package func send(_ delivery: Delivery, to receiver: Receiver, at now: Timestamp) async -> Attempt {
        guard case .command(let way) = receiver.way else { return Self.failed("no program is configured") }
        return Self.attempt(from: await Self.run(way, delivery), timeout: way.timeout)
    }

    /// Where the program finds what, and which delivery it has before it; nothing of our own environment.
    static func environment(for delivery: Delivery) -> [String] {
        [
            "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LANG=C.UTF-8",
            "HOTLINE_ID=\(delivery.id)", "HOTLINE_ALERT=\(delivery.alert)", "HOTLINE_STORY=\(delivery.story)",
            "HOTLINE_RECEIVER=\(delivery.receiver)",
        ]
    }

    static func run(_ way: CommandWay, _ delivery: Delivery) async -> ChildProcess.Result {
        let process = ChildProcess(
            arguments: way.arguments,
            environment: environment(for: delivery),
            input: delivery.body,
            timeout: .seconds(way.timeout)
        )
        let bell = Bell()
        return await withTaskCancellationHandler {
            await OwnThread.run("hotline-exec") { process.run(cancel: bell.descriptor) }
                ?? ChildProcess.Result(end: .notStarted("no thread left"), output: [])
        } onCancel: {
            bell.ring()
        }
    }

    static func attempt(from result: ChildProcess.Result, timeout: Int64) -> Attempt {
        switch result.end {
        case .exited(0): .delivered(status: 0)
        case .exited(let status): failed("exit status \(status)", result.output)
        case .signaled(let number): failed("ended by signal \(number)", result.output)
        case .timedOut: failed("ended after \(timeout) s, its time limit", result.output)
        case .cancelled: failed("ended, since hotline stops")
        case .notStarted(let reason): failed("the program cannot be started: \(reason)")
        }
    }

    private static func failed(_ what: String, _ output: [UInt8] = []) -> Attempt {
        let lines = output.split { $0 == 0x0A || $0 == 0x0D }
            .map { PlainText.clean(String(decoding: $0, as: UTF8.self)) }
        let last = lines.last { !$0.isEmpty }.map { ": " + PlainText.cut($0, to: 200, in: .scalars) }
        return .failed(reason: what + (last ?? ""), status: nil, retryAfter: nil)
    }
}

/// Wakes a thread that waits in `poll`.
private final class Bell: Sendable {
    let descriptor = Descriptor(owning: eventfd(0, Int32(EFD_NONBLOCK) | Int32(EFD_CLOEXEC)))

    func ring() { eventfd_write(descriptor.number, 1) }
}
