import Domain

/// CloudEvents 1.0 in structured mode: the standard body's data under the attributes that routers look at.
///
/// `id` is the message id, so `source` and `id` name one event for ever (CloudEvents 1.0 §3.1.1).
enum CloudEventsFormat {
    static func body(of alert: Alert, id: String) -> [UInt8] {
        StandardFormat.fitted(alert) { data in
            .object([
                ("specversion", .text("1.0")),
                ("id", .text(id)),
                ("source", .text("urn:hotline:" + name(alert.topic))),
                ("type", .text("hotline." + alert.type.rawValue)),
                ("time", .text(alert.raised.description)),
                ("subject", .text(alert.story.id.text)),
                ("datacontenttype", .text("application/json")),
                ("data", data),
            ])
        }.bytes
    }

    /// What a URN takes; everything else becomes `-`.
    private static func name(_ topic: String) -> String {
        let scalars = topic.unicodeScalars.prefix(100).map { scalar -> Character in
            scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil || scalar == "_")
                ? Character(scalar) : "-"
        }
        return scalars.isEmpty ? "topic" : String(scalars)
    }
}
