package import Domain

/// Sends each delivery the way its receiver is configured.
package struct WaySink: AlertSink {
    private let webhooks: any AlertSink
    private let commands: any AlertSink
    private let mails: any AlertSink

    package init(webhooks: any AlertSink, commands: any AlertSink, mails: any AlertSink) {
        self.webhooks = webhooks
        self.commands = commands
        self.mails = mails
    }

    /// Posts, runs or mails, as the receiver has it.
    package func send(_ delivery: Delivery, to receiver: Receiver, at now: Timestamp) async -> Attempt {
        switch receiver.way {
        case .webhook: await webhooks.send(delivery, to: receiver, at: now)
        case .command: await commands.send(delivery, to: receiver, at: now)
        case .mail: await mails.send(delivery, to: receiver, at: now)
        }
    }
}
