import Domain

/// What the alerts section says for all its webhooks.
struct ReceiverDefaults {
    let quiet: QuietHours?
    /// `storm` is set, so that webhooks take digests unless their `events` say otherwise.
    let foldsStorms: Bool
}

extension ConfigurationReader {
    private static let receiverKeys = [
        "name", "url", "format", "secret", "events", "allow_private", "quiet_hours", "template", "content_type",
    ]

    func receivers(_ value: YAMLValue, _ defaults: ReceiverDefaults) -> [Receiver] {
        var receivers: [Receiver] = []
        for entry in value.list() {
            guard let mapping = entry.mapping(keys: Self.receiverKeys), let receiver = receiver(mapping, defaults)
            else {
                continue
            }
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

    private func receiver(_ mapping: YAMLMapping, _ defaults: ReceiverDefaults) -> Receiver? {
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
        let events = events(mapping, defaults)
        let quiet = quiet(mapping, defaults)
        let template = template(mapping, format)
        guard let name, let url else { return nil }
        var receiver = Receiver(
            name: name,
            url: url,
            format: format,
            secret: secrets.first,
            formerSecrets: Array(secrets.dropFirst()),
            events: events
        )
        receiver.allowsPrivate = mapping.given("allow_private")?.bool() ?? false
        receiver.quiet = quiet
        receiver.template = template
        return receiver
    }

    /// A destination's own quiet hours, or none where it says null.
    func quiet(_ mapping: YAMLMapping, _ defaults: ReceiverDefaults) -> QuietHours? {
        mapping["quiet_hours"].map { $0.isNull ? nil : quietHours($0) } ?? defaults.quiet
    }

    func events(_ mapping: YAMLMapping, _ defaults: ReceiverDefaults) -> Set<EventType> {
        guard let given = mapping.given("events") else {
            return defaults.foldsStorms ? [.storyOpened, .stormDigest] : [.storyOpened]
        }
        let events = Set(given.list().compactMap { $0.choice(of: EventType.self) })
        if defaults.foldsStorms, events.contains(.storyOpened), !events.contains(.stormDigest) {
            given.note(
                "this destination gets every story on its own, also in a storm",
                remedy: "add storm.digest if it is to fold",
                severity: .warning
            )
        }
        if events.contains(.testPing) {
            given.note(
                "test.ping is never raised",
                remedy: "`hotline webhook test` sends one by hand",
                severity: .warning
            )
        }
        if events.contains(.stormDigest), !defaults.foldsStorms {
            given.note("storm.digest is never sent", remedy: "set alerts.storm, as 20/10m", severity: .warning)
        }
        return events
    }

    /// The Mustache text that `format: template` renders: `{file: PATH}`, or the text itself.
    private func template(_ mapping: YAMLMapping, _ format: AlertFormat) -> TemplateText? {
        guard format == .template else {
            for key in ["template", "content_type"] where mapping.given(key) != nil {
                mapping.key(key)?.note(
                    "\(key) is for format: template alone",
                    remedy: "set the format, or take it away"
                )
            }
            return nil
        }
        guard let value = mapping.require("template") else { return nil }
        let type = mapping.given("content_type")?.string() ?? "application/json"
        let isType =
            type.utf8.count <= 100 && type.contains("/") && type.utf8.allSatisfy { (0x20...0x7E).contains($0) }
        if !isType {
            mapping["content_type"]?.note("this is no content type", remedy: "as application/json or text/plain")
        }
        guard value.isMapping else {
            return value.string().map { TemplateText(text: $0, place: value.place, contentType: type) }
        }
        guard let name = value.mapping(keys: ["file"])?.require("file"), let path = path(name, wanted: .file) else {
            return nil
        }
        do {
            let text = try TextFile(path: path, mostBytes: 65_536).text
            return TemplateText(text: text, place: .file(path, line: 1, column: 1), contentType: type)
        } catch {
            name.note("template \(path) \(error.message)", remedy: error.remedy)
            return nil
        }
    }

    /// The URL itself is never printed: many are secrets.
    private func receiverURL(_ value: YAMLValue) -> String? {
        guard let text = value.isMapping ? secretText(value) : value.string() else { return nil }
        let (address, reason) = WebAddress.parse(text)
        guard address != nil else {
            value.note("the webhook's url \(reason)", remedy: "write it as https://host/path")
            return nil
        }
        return text
    }

    static func isName(_ name: String) -> Bool {
        !name.isEmpty && name.utf8.count <= 100
            && name.unicodeScalars.allSatisfy {
                $0.properties.isAlphabetic || "0123456789-_. ".unicodeScalars.contains($0)
            }
    }
}
