import Domain

extension ConfigurationReader {
    private static let alertKeys = [
        "max_age", "first_poll", "min_outlets", "grown", "log", "retry", "webhooks", "storm",
    ]

    func alerts(_ value: YAMLValue?, state: StatePlace) -> AlertPolicy {
        var policy = AlertPolicy()
        let base = if case .folder(let path) = state { path } else { folder }
        policy.log = Paths.absolute("alerts.jsonl", in: base)
        guard let alerts = value?.mapping(keys: Self.alertKeys) else { return policy }
        policy.maxAge = alerts["max_age"]?.duration(in: 60...Quantity.century) ?? policy.maxAge
        policy.firstPoll = alerts["first_poll"]?.duration() ?? policy.firstPoll
        policy.minOutlets = alerts["min_outlets"]?.int(in: 1...100) ?? policy.minOutlets
        if let counts = alerts["grown"] { policy.grown = grown(counts) }
        if let log = alerts["log"] {
            policy.log = log.isNull ? nil : log.string().map { Paths.absolute($0, in: base) }
        }
        if let retry = alerts.given("retry") { policy.retry = waits(retry) ?? policy.retry }
        if let storm = alerts.given("storm") { checkStorm(storm) }
        policy.receivers = alerts.given("webhooks").map(receivers) ?? []
        return policy
    }

    /// Numbers of outlets; null, or an empty list, for none.
    private func grown(_ value: YAMLValue) -> Set<Int> {
        value.isNull ? [] : Set(value.list().compactMap { $0.int(in: 2...Story.mostOutlets) })
    }

    private func waits(_ value: YAMLValue) -> [Int64]? {
        let entries = value.list()
        guard (1...100).contains(entries.count) else {
            value.note("a list of 1 to 100 waits is wanted here", remedy: "as [5s, 5m, 30m, 2h]")
            return nil
        }
        let waits = entries.compactMap { $0.duration(in: 1...30 * 86_400) }
        return waits.count == entries.count ? waits : nil
    }

    /// `20/10m`: stories in a time.
    private func checkStorm(_ value: YAMLValue) {
        guard let text = value.string() else { return }
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        let isSound = parts.count == 2 && (Int(parts[0]) ?? 0) > 0 && (Quantity.duration(String(parts[1])) ?? 0) > 0
        if !isSound { value.note("\"\(text)\" is no limit", remedy: "write it as 20/10m, or null") }
    }

    private func receivers(_ value: YAMLValue) -> [Receiver] {
        var receivers: [Receiver] = []
        for entry in value.list() {
            let keys = ["name", "url", "format", "secret", "events"]
            guard let mapping = entry.mapping(keys: keys), let receiver = receiver(mapping) else { continue }
            if receivers.contains(where: { $0.name == receiver.name }) {
                (mapping["name"] ?? entry).note(
                    "two webhooks are named \"\(receiver.name)\"",
                    remedy: "give each its own name"
                )
            }
            if let secret = receiver.secret, receivers.contains(where: { $0.secret == secret }) {
                mapping["secret"]?.note(
                    "another webhook has the same secret",
                    remedy: "give each its own: one could pose as the other",
                    severity: .warning
                )
            }
            receivers.append(receiver)
        }
        return receivers
    }

    private func receiver(_ mapping: YAMLMapping) -> Receiver? {
        let name = mapping.require("name")?.string()
        if let name, !Self.isName(name) {
            mapping["name"]?.note("a name has letters, digits, - and _ only", remedy: "as \"desk\"")
        }
        let url = mapping.require("url").flatMap(receiverURL)
        let format = mapping.given("format")?.choice(of: AlertFormat.self) ?? .standard
        let secrets = mapping.given("secret").map(signingKeys) ?? []
        if format == .standard && mapping.given("secret") == nil {
            mapping.note(
                "this webhook has no secret, so nobody can tell who sent an alert",
                remedy: "add \"secret: {file: …}\"",
                severity: .warning
            )
        }
        var events: Set<EventType> = [.storyOpened]
        if let given = mapping.given("events") {
            events = Set(given.list().compactMap { $0.choice(of: EventType.self) })
        }
        guard let name, let url else { return nil }
        return Receiver(
            name: name,
            url: url,
            format: format,
            secret: secrets.first,
            formerSecrets: Array(secrets.dropFirst()),
            events: events
        )
    }

    /// The URL itself is never printed: many are secrets.
    private func receiverURL(_ value: YAMLValue) -> String? {
        let text = value.isMapping ? secretText(value) : value.string()
        guard let text else { return nil }
        let (address, reason) = WebAddress.parse(text)
        guard address != nil else {
            value.note("the webhook's url \(reason)", remedy: "write it as https://host/path")
            return nil
        }
        return text
    }

    private static func isName(_ name: String) -> Bool {
        !name.isEmpty && name.utf8.count <= 100
            && name.unicodeScalars.allSatisfy {
                $0.properties.isAlphabetic || "0123456789-_. ".unicodeScalars.contains($0)
            }
    }
}
