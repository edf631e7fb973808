import Domain
import Glibc

/// `alerts.exec` and `alerts.email`: destinations beside the webhooks, of the same outbox.
extension ConfigurationReader {
    /// Seconds that a program has, if nothing else is said, and at most: a delivery's lease is a minute.
    private static let commandTimes: ClosedRange<Int64> = 1...45

    /// Programs; the names of `others` are taken.
    func commands(_ value: YAMLValue, beside others: [Receiver], _ defaults: ReceiverDefaults) -> [Receiver] {
        var receivers: [Receiver] = []
        for entry in value.list() {
            let keys = ["name", "command", "timeout", "events", "quiet_hours"]
            guard let mapping = entry.mapping(keys: keys) else { continue }
            let name = destinationName(mapping, beside: others + receivers)
            let arguments = mapping.require("command").flatMap(command)
            let timeout = mapping.given("timeout")?.duration(in: Self.commandTimes) ?? 30
            guard let name, let arguments else { continue }
            let way = CommandWay(arguments: arguments, timeout: timeout)
            receivers.append(destination(name, .command(way), mapping, defaults))
        }
        return receivers
    }

    /// Mailboxes; the names of `others` are taken.
    func mailboxes(_ value: YAMLValue, beside others: [Receiver], _ defaults: ReceiverDefaults) -> [Receiver] {
        let keys = ["name", "url", "from", "to", "username", "password", "tls", "events", "quiet_hours"]
        var receivers: [Receiver] = []
        for entry in value.list() {
            guard let mapping = entry.mapping(keys: keys) else { continue }
            let name = destinationName(mapping, beside: others + receivers)
            let server = mapping.require("url").flatMap(mailServer)
            let from = mapping.require("from").flatMap(mailAddress)
            let to = mapping.require("to").map(recipients) ?? []
            guard let name, let server, let from, !to.isEmpty else { continue }
            let way = mailWay(mapping, server: server, from: from, to: to)
            receivers.append(destination(name, .mail(way), mapping, defaults))
        }
        return receivers
    }

    private func destination(
        _ name: String,
        _ way: ReceiverWay,
        _ mapping: YAMLMapping,
        _ defaults: ReceiverDefaults
    ) -> Receiver {
        let events = events(mapping, defaults)
        var receiver = Receiver(name: name, url: "", format: .standard, secret: nil, events: events)
        receiver.way = way
        receiver.quiet = quiet(mapping, defaults)
        return receiver
    }

    private func destinationName(_ mapping: YAMLMapping, beside others: [Receiver]) -> String? {
        guard let value = mapping.require("name"), let name = value.string() else { return nil }
        if !Self.isName(name) { value.note("a name has letters, digits, - and _ only", remedy: "as \"desk\"") }
        if others.contains(where: { $0.name == name }) {
            value.note("two destinations are named \"\(name)\"", remedy: "give each its own name")
        }
        return name
    }

    // MARK: exec

    private func command(_ value: YAMLValue) -> [String]? {
        var arguments = value.strings()
        guard let program = arguments.first, arguments.count == value.list().count, arguments.count <= 100 else {
            value.note("a program and its arguments are wanted here", remedy: "as [/usr/local/bin/page, --urgent]")
            return nil
        }
        guard !arguments.contains(where: { $0.utf8.contains(0) || $0.utf8.count > 10_000 }) else {
            value.note("an argument holds a NUL, or is longer than 10 KB", remedy: "let the program read a file")
            return nil
        }
        guard program.contains("/") else {
            value.note("\"\(program)\" is no path, and no PATH is searched", remedy: "as /usr/local/bin/\(program)")
            return nil
        }
        arguments[0] = Paths.absolute(program, in: folder)
        var status = stat()
        let isFile = unsafe stat(arguments[0], &status) == 0 && status.st_mode & S_IFMT == S_IFREG
        let mayRun = unsafe access(arguments[0], X_OK) == 0
        if !isFile || !mayRun {
            value.note(
                "\(arguments[0]) \(isFile ? "may not be executed" : "is no file")",
                remedy: "alerts wait until it can be",
                severity: .warning
            )
        }
        return arguments
    }

    // MARK: email

    /// Where a mail server is, and what its spelling says of it.
    private struct MailServer {
        let url: String
        let usesTLSAtOnce: Bool
        /// This host.
        let isLoopback: Bool
        /// An address, not a name: it can only be meant.
        let isAddress: Bool
    }

    private func mailServer(_ value: YAMLValue) -> MailServer? {
        guard let text = value.string() else { return nil }
        let scheme = text.lowercased().hasPrefix("smtps://") ? "smtps" : "smtp"
        let rest = text.dropFirst(scheme.utf8.count + 3)
        guard text.lowercased().hasPrefix("\(scheme)://"),
            let address = WebAddress.parse("http://\(rest)").address, address.credentials == nil,
            !rest.contains("?"), !rest.contains("#"), !rest.dropLast().contains("/")
        else {
            value.note(
                "this is no mail server",
                remedy: "write it as smtp://HOST:PORT (STARTTLS) or smtps://HOST:PORT; the user goes to \"username\""
            )
            return nil
        }
        let place = rest.hasSuffix("/") ? String(rest.dropLast()) : String(rest)
        let hasPort = place.hasSuffix("]") ? false : place.contains(":")
        let host = (hasPort ? String(place[..<(place.lastIndex(of: ":") ?? place.endIndex)]) : place).lowercased()
        let isAddress = host.hasPrefix("[") || host.utf8.allSatisfy { $0 == 0x2E || (0x30...0x39).contains($0) }
        let isLoopback = host == "localhost" || host == "[::1]" || isAddress && host.hasPrefix("127.")
        let port = scheme == "smtps" ? 465 : isLoopback ? 25 : 587
        return MailServer(
            url: "\(scheme)://\(place)\(hasPort ? "" : ":\(port)")",
            usesTLSAtOnce: scheme == "smtps",
            isLoopback: isLoopback,
            isAddress: isAddress || isLoopback
        )
    }

    private func mailWay(_ mapping: YAMLMapping, server: MailServer, from: MailAddress, to: [MailAddress]) -> MailWay {
        var security: MailWay.Security = server.isLoopback && !server.usesTLSAtOnce ? .off : .required
        if let tls = mapping.given("tls") {
            // YAML reads a bare off as a truth value.
            if tls.written?.lowercased() == "off" || tls.written == "false" {
                security = .off
            } else {
                security = tls.choice(of: MailWay.Security.self) ?? security
            }
        }
        let username = mapping.given("username")?.string()
        let password = mapping.given("password").flatMap(secretText)
        if (username == nil) != (mapping.given("password") == nil) {
            mapping.note("username and password go together", remedy: "give both, or none")
        }
        if username != nil, security == .off, !server.usesTLSAtOnce, !server.isLoopback {
            mapping.note("the password would go over the network in the clear", remedy: "take out \"tls: off\"")
        }
        return MailWay(
            server: server.url,
            from: from,
            to: to,
            username: username,
            password: password,
            security: security,
            allowsPrivate: server.isAddress
        )
    }

    private func mailAddress(_ value: YAMLValue) -> MailAddress? {
        guard let text = value.string() else { return nil }
        guard let address = MailAddress(text) else {
            value.note("\"\(text.unicodeScalars.prefix(100))\" is no mail address", remedy: "as desk@example.org")
            return nil
        }
        return address
    }

    private func recipients(_ value: YAMLValue) -> [MailAddress] {
        let entries = value.list()
        guard (1...50).contains(entries.count) else {
            value.note("1 to 50 addresses are wanted here", remedy: "as [desk@example.org]")
            return []
        }
        return entries.compactMap(mailAddress)
    }
}
