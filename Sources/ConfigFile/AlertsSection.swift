import Domain
import Foundation

extension ConfigurationReader {
    private static let alertKeys = [
        "max_age", "first_poll", "min_outlets", "grown", "log", "retry", "webhooks", "exec", "email", "storm",
        "quiet_hours", "official",
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
        policy.storm = alerts.given("storm").flatMap(storm)
        policy.official = alerts.given("official").map(hosts) ?? []
        // Destinations are secrets through and through: who only looks at the state has no use for them.
        guard needsSecrets else { return policy }
        let defaults = ReceiverDefaults(
            quiet: alerts.given("quiet_hours").flatMap(quietHours),
            foldsStorms: policy.storm != nil
        )
        policy.receivers = alerts.given("webhooks").map { receivers($0, defaults) } ?? []
        policy.receivers += alerts.given("exec").map { commands($0, beside: policy.receivers, defaults) } ?? []
        policy.receivers += alerts.given("email").map { mailboxes($0, beside: policy.receivers, defaults) } ?? []
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
    private func storm(_ value: YAMLValue) -> StormRule? {
        guard let text = value.string() else { return nil }
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let stories = Int(parts[0]), (1...10_000).contains(stories),
            let window = Quantity.duration(String(parts[1])), (1...86_400).contains(window)
        else {
            value.note("\"\(text)\" is no limit", remedy: "write it as 20/10m, or null")
            return nil
        }
        return StormRule(stories: stories, window: window)
    }

    /// Hosts in the form of `Item.outlet`.
    private func hosts(_ value: YAMLValue) -> [String] {
        value.list().compactMap { entry in
            guard let text = entry.string() else { return nil }
            let host = text.lowercased()
            let bare = host.hasPrefix("www.") ? String(host.dropFirst(4)) : host
            let isHost =
                bare.contains(".") && !bare.hasPrefix(".")
                && bare.unicodeScalars.allSatisfy {
                    $0.properties.isAlphabetic || "0123456789.-".unicodeScalars.contains($0)
                }
            guard isHost else {
                entry.note("\"\(text)\" is no host", remedy: "write it without scheme and path, as kremlin.ru")
                return nil
            }
            return bare
        }
    }

    /// `{from: "23:00", to: "06:30", zone: Europe/Berlin, bypass: flash}`.
    func quietHours(_ value: YAMLValue) -> QuietHours? {
        guard let keys = value.mapping(keys: ["from", "to", "zone", "bypass"]) else { return nil }
        let from = keys.require("from").flatMap(timeOfDay)
        let to = keys.require("to").flatMap(timeOfDay)
        let zone = keys.require("zone").flatMap(timeZone)
        let bypass = keys.given("bypass")?.choice(of: Severity.self)
        guard let from, let to, let zone else { return nil }
        guard from != to else {
            value.note("quiet hours end when they begin", remedy: "give two times, as from: \"23:00\", to: \"06:30\"")
            return nil
        }
        return QuietHours(from: from, to: to, zone: zone, bypass: bypass)
    }

    private func timeOfDay(_ value: YAMLValue) -> Int? {
        guard let text = value.string() else { return nil }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        let isSound =
            parts.count == 2 && parts.allSatisfy { (1...2).contains($0.utf8.count) && $0.utf8.allSatisfy(isDigit) }
        guard isSound, let hour = Int(parts[0]), let minute = Int(parts[1]), hour < 24, minute < 60 else {
            value.note("\"\(text)\" is no time of day", remedy: "write it as \"06:30\"")
            return nil
        }
        return hour * 60 + minute
    }

    private func timeZone(_ value: YAMLValue) -> String? {
        guard let text = value.string() else { return nil }
        let known = TimeZone.knownTimeZoneIdentifiers + ["UTC", "GMT"]
        // Foundation takes abbreviations, too, some of which know no summer.
        guard known.contains(text) || (text.contains("/") && TimeZone(identifier: text) != nil) else {
            let near = NearestName.nearest(to: text, among: known).map { "did you mean \"\($0)\"?" }
            value.note("\"\(text)\" is no time zone", remedy: near ?? "name it as the IANA does: Europe/Berlin")
            return nil
        }
        return text
    }

    private func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
