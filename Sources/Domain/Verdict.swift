/// Where in an item a text was found.
package enum Field: String, Sendable, Hashable, Codable, CaseIterable {
    case title, summary, content
}

/// One piece of evidence: additive on the logistic scale, so the shares can be printed.
package struct Evidence: Sendable, Hashable, Codable {
    /// The concept's id, or a feature's name.
    package let concept: String
    /// The text as the item has it.
    package let text: String
    /// Where `text` stands.
    package let `where`: Field
    /// Its share of the score before the logistic link; negative speaks against.
    package let weight: Double

    package init(concept: String, text: String, where place: Field, weight: Double) {
        self.concept = concept
        self.text = text
        self.where = place
        self.weight = weight
    }
}

/// On-topic or not, always with the score and the evidence for it.
package struct Verdict: Sendable, Hashable, Codable {
    /// The score reached the topic's threshold, or a watch term was found.
    package let isOnTopic: Bool
    /// Probability that a careful editor would call it on-topic, 0…1.
    package let score: Double
    /// The kind of development (`summit`, `call`, `envoy` …); nil when none was told.
    package let kind: String?
    /// Adds up to the score on the logistic scale, from where the topic's bias begins; what weighs next to nothing is left out.
    package let evidence: [Evidence]
    /// The `watch` entry that flagged it, by name; such an item is deduplicated by identity alone.
    package let watch: String?

    package init(isOnTopic: Bool, score: Double, kind: String?, evidence: [Evidence], watch: String? = nil) {
        self.isOnTopic = isOnTopic
        self.score = score
        self.kind = kind
        self.evidence = evidence
        self.watch = watch
    }
}

/// How two items relate (docs/CONTRACT, *Words*).
package enum Relation: String, Sendable, Hashable, Codable {
    case sameItem = "same-item"
    case nearDuplicate = "near-duplicate"
    case excerpt
    case sameEvent = "same-event"
    case different
}

/// What is already known, as decisions print it: an item's id or `seed:NAME`.
package enum KnownText: Sendable, Hashable, Codable, CustomStringConvertible {
    case item(ItemID)
    case seed(String)

    /// As decisions and webhooks print it.
    package var description: String {
        switch self {
        case .item(let id): id.text
        case .seed(let name): "seed:\(name)"
        }
    }
}

/// How near an item is to the nearest thing known, and why.
package struct Nearness: Sendable, Hashable, Codable {
    /// nil where nothing like it is known.
    package let nearest: KnownText?
    /// How `nearest` and the item relate.
    package let relation: Relation
    /// 0…1.
    package let similarity: Double
    /// One line for people: the rule, what agreed and what differed.
    package let why: String

    package init(nearest: KnownText?, relation: Relation, similarity: Double, why: String) {
        self.nearest = nearest
        self.relation = relation
        self.similarity = similarity
        self.why = why
    }

    /// Nothing known was compared with it.
    package static let unknown = Nearness(
        nearest: nil,
        relation: .different,
        similarity: 0,
        why: "nothing like it is known"
    )
}

/// What becomes of an item.
package struct Decision: Sendable, Hashable, Codable {
    /// The contract's decisions.
    package enum Kind: String, Sendable, Hashable, Codable {
        case alert, duplicate
        case offTopic = "off-topic"
        case stale
    }

    /// What becomes of it.
    package let kind: Kind
    /// What is nearest of all that is known.
    package let nearness: Nearness
    /// The story it opens or belongs to.
    package let story: StoryID?
    /// One line for people.
    package let reason: String

    package init(kind: Kind, nearness: Nearness, story: StoryID?, reason: String) {
        self.kind = kind
        self.nearness = nearness
        self.story = story
        self.reason = reason
    }
}
