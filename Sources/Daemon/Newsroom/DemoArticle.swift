/// What the demonstration's newsroom publishes. Every outlet, event and quotation in it is invented.
struct DemoArticle: Sendable {
    /// The developments that the demonstration tells.
    enum Event: String, Sendable, CaseIterable {
        case summit = "the meeting in Reykjavik is agreed"
        case letter = "Witkoff hands over a letter in Moscow"
        case truce = "a truce around Black Sea ports"
    }

    /// What is to become of it.
    enum Fate: Sendable, Hashable {
        /// About a development: who is read first alerts, whatever the words and the language; the others are coverage.
        case tells(Event)
        case offTopic
        /// Older than `max_age`.
        case stale
        /// An excerpt of the seed.
        case knownBefore
    }

    let outlet: DemoOutlet
    /// The address's end, unique in the outlet.
    let slug: String
    let title: String
    let summary: String
    let fate: Fate
    /// The first stage at which it is there, from 1.
    let stage: Int
    /// Its date's distance from the start of the demonstration.
    var minutesOld = 3
    /// The title and stage of an edit that keeps guid and address.
    var edit: (title: String, stage: Int)?

    var url: String { "https://\(outlet.host)/\(slug)" }
}

/// A paper or agency of the demonstration, with the format that its feed is in.
enum DemoOutlet: String, Sendable, CaseIterable {
    case wire, post, elbe, neva, rhone, faro, monitor, capital

    var name: String {
        switch self {
        case .wire: "Nordic Wire"
        case .post: "Harbour Post"
        case .elbe: "Elbtagblatt"
        case .neva: "Невский вестник"
        case .rhone: "Courrier du Rhône"
        case .faro: "El Faro del Sur"
        case .monitor: "World Monitor"
        case .capital: "Capital Desk"
        }
    }

    var host: String { "\(rawValue).example" }

    var language: String {
        switch self {
        case .wire, .post, .monitor, .capital: "en"
        case .elbe: "de"
        case .neva: "ru"
        case .rhone: "fr"
        case .faro: "es"
        }
    }

    /// For the report.
    var format: String {
        switch self {
        case .wire: "RSS 2.0"
        case .post: "Atom"
        case .elbe: "JSON Feed"
        case .neva: "RSS 2.0 in windows-1251"
        case .rhone: "RSS 1.0 (RDF)"
        case .faro: "RSS 0.91"
        case .monitor: "news sitemap"
        case .capital: "RSS 2.0, a new guid at every request"
        }
    }
}
