/// How a receiver's deliveries leave: all ways share one outbox, one schedule, one list.
package enum ReceiverWay: Sendable, Hashable {
    /// Posted to the receiver's URL.
    case webhook
    /// Handed to a program on its standard input.
    case command(CommandWay)
    /// Sent as a mail.
    case mail(MailWay)

    /// The word for people: `webhook`, `exec` or `email`, as the configuration calls it.
    package var word: String {
        switch self {
        case .webhook: "webhook"
        case .command: "exec"
        case .mail: "email"
        }
    }
}

/// A program that takes alerts (`alerts.exec`).
package struct CommandWay: Sendable, Hashable {
    /// The program's absolute path, then its arguments as they are: no shell reads them.
    package let arguments: [String]
    /// Seconds until it is ended, 1…45: less than the lease of a delivery.
    package let timeout: Int64

    package init(arguments: [String], timeout: Int64) {
        self.arguments = arguments
        self.timeout = timeout
    }
}

/// A mailbox that takes alerts (`alerts.email`) and the server that carries them there.
package struct MailWay: Sendable, Hashable {
    /// How the connection is kept from being read.
    package enum Security: String, Sendable, Hashable, CaseIterable {
        /// STARTTLS or, with `smtps://`, TLS from the first byte; nothing is sent without it.
        case required
        /// Not asked for: for a server on this host.
        case off
    }

    /// `smtp://HOST[:PORT]` or `smtps://HOST[:PORT]`, without user and path.
    package let server: String
    /// Who sends: the envelope's, and the header's.
    package let from: MailAddress
    /// One to fifty.
    package let to: [MailAddress]
    /// Nil where the server asks for none.
    package let username: String?
    /// Secret: never printed.
    package let password: String?
    /// Whether the connection may be read.
    package let security: Security
    /// Its loopback or private address may be connected to, whatever `network` says of feeds.
    package let allowsPrivate: Bool

    package init(
        server: String,
        from: MailAddress,
        to: [MailAddress],
        username: String?,
        password: String?,
        security: Security,
        allowsPrivate: Bool
    ) {
        self.server = server
        self.from = from
        self.to = to
        self.username = username
        self.password = password
        self.security = security
        self.allowsPrivate = allowsPrivate
    }
}

/// An address as mail uses it: `user@example.org`, or `Name <user@example.org>` (RFC 5322 §3.4, without comments,
/// quoted local parts and groups).
package struct MailAddress: Sendable, Hashable {
    /// For people; empty where none is given.
    package let name: String
    /// `local@domain` in ASCII.
    package let mailbox: String

    /// Behind the `@`.
    package var domain: String { mailbox.lastIndex(of: "@").map { String(mailbox[mailbox.index(after: $0)...]) } ?? "" }

    /// - Returns: nil for what is no such address; nothing in it can end a line or begin another field.
    package init?(_ text: String) {
        guard text.utf8.count <= 500, text.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F }) else {
            return nil
        }
        var mailbox = Self.trimmed(text)
        var name = ""
        if mailbox.hasSuffix(">") {
            guard let start = mailbox.lastIndex(of: "<") else { return nil }
            name = Self.trimmed(String(mailbox[..<start]))
            mailbox = String(mailbox[mailbox.index(after: start)...].dropLast())
            if name.count > 1, name.hasPrefix("\""), name.hasSuffix("\"") { name = String(name.dropFirst().dropLast()) }
            guard !name.contains("<"), !name.contains("\"") else { return nil }
        }
        guard Self.isMailbox(mailbox) else { return nil }
        self.name = name
        self.mailbox = mailbox
    }

    /// Dot-atoms on both sides of one `@` (RFC 5321 §4.1.2), the lengths of §4.5.3.1; an address literal in brackets.
    private static func isMailbox(_ text: String) -> Bool {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, (1...64).contains(parts[0].utf8.count), (1...255).contains(parts[1].utf8.count) else {
            return false
        }
        let isAtom = { (atom: Substring, marks: String) in
            !atom.isEmpty
                && atom.unicodeScalars.allSatisfy { scalar in
                    ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || ("0"..."9").contains(scalar)
                        || marks.unicodeScalars.contains(scalar)
                }
        }
        let local = parts[0].split(separator: ".", omittingEmptySubsequences: false)
        guard local.allSatisfy({ isAtom($0, "!#$%&'*+-/=?^_`{|}~") }) else { return false }
        if parts[1].hasPrefix("["), parts[1].hasSuffix("]") { return isAtom(parts[1].dropFirst().dropLast(), ".:-") }
        return parts[1].split(separator: ".", omittingEmptySubsequences: false).allSatisfy { isAtom($0, "-") }
    }

    private static func trimmed(_ text: String) -> String {
        String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}
