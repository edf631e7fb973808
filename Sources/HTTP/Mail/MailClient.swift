import CCurl
package import Domain

/// One mail on its way to a server: the envelope (RFC 5321 §2.3.1) and the message as it is.
package struct MailEnvelope: Sendable {
    /// `smtp://` or `smtps://`, host and maybe port.
    package var server: String
    /// False sends in the clear, for a server on this host.
    package var requiresTLS = true
    /// A loopback or private address may be connected to: the server was named as such by whoever configured it.
    package var allowsPrivate = false
    /// Nil where the server asks for none.
    package var username: String?
    /// Secret: never printed.
    package var password: String?
    /// Mailboxes in ASCII, without brackets.
    package var from: String
    /// Mailboxes as `from`.
    package var to: [String]
    /// RFC 5322, lines ended by CR LF.
    package var message: [UInt8]
    /// Seconds in all.
    package var timeout: Int64 = 30

    package init(server: String, from: String, to: [String], message: [UInt8]) {
        self.server = server
        self.from = from
        self.to = to
        self.message = message
    }
}

/// Why a mail was not taken. Nothing of it comes from the server but numbers.
package struct MailFailure: Error, Sendable, Hashable {
    /// The last reply's code (RFC 5321 §4.2), if there was one.
    package let status: Int?
    /// One line for people.
    package let message: String

    package init(status: Int?, _ message: String) {
        self.status = status
        self.message = message
    }
}

/// Sends mails by libcurl's SMTP: one connection each, all recipients or none.
///
/// - Takes: `MailEnvelope`s. Mails are rare, so each has a thread for its time; a caller's one-at-a-time is the bound.
/// - Safety: addresses judged as `HTTPClient` judges them, TLS 1.2 or newer with certificates verified, no proxy.
/// - Cancelling: ends within about a second, with a failure.
package struct MailClient: Sendable {
    private let addresses: AddressPolicy
    private let anyAddress: AddressPolicy
    private let caFile: String?

    package init(policy: NetworkPolicy) {
        HTTPGlobal.start()
        addresses = AddressPolicy(policy)
        caFile = policy.caFile
        var open = policy
        open.allowPrivate = true
        anyAddress = AddressPolicy(open)
    }

    /// Sends one mail.
    ///
    /// - Returns: the code of the server's last reply once it has taken the message; else the one reason why it has not.
    package func send(_ envelope: MailEnvelope) async -> Result<Int, MailFailure> {
        let isCancelled = Locked(false)
        let policy = envelope.allowsPrivate ? anyAddress : addresses
        return await withTaskCancellationHandler {
            await OwnThread.run("hotline-mail") { [caFile] in
                let trust = Trust(further: caFile)
                if let flaw = trust.flaw { return .failure(MailFailure(status: nil, flaw)) }
                guard let transfer = MailTransfer(envelope, addresses: policy, certificates: trust.path) else {
                    return .failure(MailFailure(status: nil, "libcurl has no memory left"))
                }
                return withExtendedLifetime(trust) { transfer.perform { isCancelled.withLock { $0 } } }
            } ?? .failure(MailFailure(status: nil, "no thread left"))
        } onCancel: {
            isCancelled.withLock { $0 = true }
        }
    }
}
