/// What is looked for: the compiled-from form of a file in `config/topics/`. Nothing in the program knows its names.
package struct Topic: Sendable, Hashable {
    /// The file's short name, as `trump-putin`.
    package let name: String
    /// For people.
    package let title: String
    /// A score from which an item is on-topic.
    package let threshold: Double
    /// In the file's order: mentions name them by index.
    package let concepts: [Concept]
    /// Weights of the features that are not concepts (bias, both sides present, distance …), by name.
    package let weights: [String: Double]
    /// What a second opinion learns from; empty where none is asked.
    package let examples: Examples

    package init(
        name: String,
        title: String,
        threshold: Double,
        concepts: [Concept],
        weights: [String: Double],
        examples: Examples = Examples()
    ) {
        self.name = name
        self.title = title
        self.threshold = threshold
        self.concepts = concepts
        self.weights = weights
        self.examples = examples
    }

    /// The name, in `weights`, of what a second opinion counts.
    package static let semanticsWeight = "semantics"

    /// Sentences of both kinds, in any language.
    package struct Examples: Sendable, Hashable {
        /// Headlines of the desk's own that are on-topic.
        package let onTopic: [String]
        /// Headlines of the desk's own that are not.
        package let offTopic: [String]

        package init(onTopic: [String] = [], offTopic: [String] = []) {
            self.onTopic = onTopic
            self.offTopic = offTopic
        }
    }
}

/// A thing that texts name: a person, a place, an act, with its names in every language.
package struct Concept: Sendable, Hashable {
    /// What part it plays in a report.
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        case person, body, country, place, act, object
        /// What turns or undoes an act: denied, called off, postponed.
        case status
        /// A context that speaks against the topic: the dish, a court case of another year.
        case exclusion
    }

    /// The key in the topic file; unique.
    package let id: String
    /// What part it plays.
    package let kind: Kind
    /// The party it stands for: `a`, `b`, or nil.
    package let side: String?
    /// True for one who speaks or acts for the side without being its head.
    package let isEnvoy: Bool
    /// For a status: it turns what it is said of into its opposite (called off, denied, refused). For an object: it does so
    /// with the act beside it (suspends talks).
    package let undoes: Bool
    /// The kind of development that it tells of (`summit`, `call` …).
    package let development: String?
    /// Its share of the score where it is named; 0 tells events apart only.
    package let weight: Double
    /// What it is called, in all languages.
    package let names: [Name]

    package init(
        id: String,
        kind: Kind,
        side: String? = nil,
        isEnvoy: Bool = false,
        undoes: Bool = false,
        development: String? = nil,
        weight: Double,
        names: [Name]
    ) {
        self.id = id
        self.kind = kind
        self.side = side
        self.isEnvoy = isEnvoy
        self.undoes = undoes
        self.development = development
        self.weight = weight
        self.names = names
    }

    /// One way of writing a concept.
    package struct Name: Sendable, Hashable {
        /// As written in the file; a trailing `*` takes any ending.
        package let text: String
        /// BCP 47 primary languages it holds for; empty for all.
        package let languages: [String]

        package init(_ text: String, languages: [String] = []) {
            self.text = text
            self.languages = languages
        }
    }
}

/// One place where an item's text names a concept.
package struct Mention: Sendable, Hashable {
    /// Index into `Topic.concepts`.
    package let concept: Int
    /// Where it was found.
    package let field: Field
    /// Which word of the field it begins at, from 0; a character of Han, Kana or Thai counts as a word.
    package let word: Int
    /// How many words it takes.
    package let length: Int
    /// As the item has it.
    package let text: String

    package init(concept: Int, field: Field, word: Int, length: Int, text: String) {
        self.concept = concept
        self.field = field
        self.word = word
        self.length = length
        self.text = text
    }
}

/// An item read through a topic: all mentions in order of field and word.
package struct Annotation: Sendable, Hashable {
    /// BCP 47 primary language, as given or guessed.
    package let language: String
    /// In the order of the text, title first.
    package let mentions: [Mention]

    package init(language: String, mentions: [Mention]) {
        self.language = language
        self.mentions = mentions
    }
}

extension Concept.Kind {
    /// What a concept weighs that says nothing of it.
    package var standardWeight: Double {
        switch self {
        case .person, .body, .country, .status: 0
        case .act: 0.4
        case .object: 0.3
        case .place: 0.2
        case .exclusion: -3
        }
    }
}
