/// How much noise an alert deserves, from evidence alone. Ordered: `flash` is the loudest.
///
/// | voices | a new development | what follows on a known story |
/// |---|---|---|
/// | 3 or more | `flash` | `urgent` |
/// | 2 | `urgent` | `alert` |
/// | 1 | `alert` | `alert` |
///
/// Voices are the independent outlets that tell the story, an official one (`alerts.official`: who announces, instead of
/// reporting) counting as three: its word is the event.
package enum Severity: String, Sendable, Hashable, Codable, CaseIterable, Comparable {
    case alert, urgent, flash

    /// Quieter than.
    package static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }

    private var rank: Int {
        switch self {
        case .alert: 0
        case .urgent: 1
        case .flash: 2
        }
    }

    /// By the table. `outlets` are who tells it, hosts without `www.`; `official` those that announce, each standing for its
    /// subdomains, too; `isNew` a development that follows on no known story.
    package static func of(outlets: [String], official: [String], isNew: Bool) -> Severity {
        let independent = Set(outlets)
        let speaking = independent.count { outlet in official.contains { isSame(outlet, as: $0) } }
        let voices = max(1, independent.count) + 2 * min(speaking, 100)
        switch voices {
        case 3...: return isNew ? .flash : .urgent
        case 2: return isNew ? .urgent : .alert
        default: return .alert
        }
    }

    private static func isSame(_ outlet: String, as host: String) -> Bool {
        outlet == host || outlet.hasSuffix("." + host)
    }
}

extension Alert {
    /// From this likeness on, the nearest known text is what a new development goes on with, be it a story or a seed.
    private static let followUp = 0.1

    /// The alert with the severity that its story's evidence gives; what tells of no story stays as it is.
    package func graded(official: [String]) -> Alert {
        guard type == .storyOpened || type == .storyGrown else { return self }
        var graded = self
        let isNear = nearness.relation == .different && nearness.similarity >= Self.followUp
        let follows = story.follows != nil || isNear
        graded.severity = .of(outlets: story.outlets, official: official, isNew: !follows)
        return graded
    }
}
