package import Domain
package import Texts

/// Decides whether an item is on-topic, with the evidence for it. Pure: the same item, the same verdict.
///
/// Additive evidence through a logistic link: each feature and each concept adds its weight, the score is the logistic
/// function of the sum, so that every share can be printed.
package struct Judge: Sendable {
    private let topic: Topic?
    private let gazetteer: Gazetteer
    private let observer: Observer
    private let watch: [WatchRule]
    private let watchGazetteer: Gazetteer?
    /// One per `Feature`, in their order.
    private let weights: [Double]
    /// One per concept: what was fitted, else the editor's.
    private let conceptWeights: [Double]
    private var secondThoughts: SecondThoughts?

    /// - Parameters:
    ///   - topic: nil where only `watch` flags.
    ///   - watch: plain terms, whole words in any case.
    package init(topic: Topic?, watch: [WatchRule]) {
        self.topic = topic
        let concepts = topic?.concepts ?? []
        gazetteer = Gazetteer(
            concepts.enumerated().flatMap { index, concept in concept.names.map { ($0, Int32(index)) } },
            ranks: concepts.map(Gazetteer.rank)
        )
        observer = Observer(concepts)
        self.watch = watch
        let terms = watch.enumerated().flatMap { index, rule in
            rule.match.map { (Concept.Name($0.filter { $0 != "*" && $0 != "=" }), Int32(index)) }
        }
        watchGazetteer = terms.isEmpty ? nil : Gazetteer(terms)
        weights = Feature.allCases.map { topic?.weights[$0.rawValue] ?? $0.standard }
        conceptWeights = concepts.map { topic?.weights[$0.id] ?? $0.weight }
    }

    /// The same judge, who asks `opinion` about items that the rules leave undecided, where the topic has examples.
    ///
    /// Some 50 ms for such an item, and seconds for the first; so ask only where a verdict is wanted.
    package func asking(_ opinion: (any SecondOpinion)?) -> Judge {
        var judge = self
        judge.secondThoughts = opinion.flatMap { opinion in topic.flatMap { SecondThoughts(opinion, topic: $0) } }
        return judge
    }

    /// Bytes that the compiled topic takes.
    package var byteCount: Int { gazetteer.byteCount + (watchGazetteer?.byteCount ?? 0) }

    /// The id of the concept that a mention is of.
    package func name(of mention: Mention) -> String {
        let concepts = topic?.concepts ?? []
        return concepts.indices.contains(mention.concept) ? concepts[mention.concept].id : ""
    }

    /// `language`: as the feed says; guessed from the text where it is nil or `und`.
    package func judge(
        title: String,
        summary: String,
        content: String,
        language: String?
    ) -> (verdict: Verdict, annotation: Annotation) {
        var words = ItemWords()
        words.read(title: title, summary: summary, content: content)
        return judge(title: title, summary: summary, content: content, language: language, words: words)
    }

    /// The same where somebody has read the texts: `words` are theirs.
    package func judge(
        title: String,
        summary: String,
        content: String,
        language: String?,
        words: ItemWords
    ) -> (verdict: Verdict, annotation: Annotation) {
        let reading = read(title: title, summary: summary, content: content, language: language, words: words)
        let observation = observer.observe(
            reading.annotation.mentions,
            hasSummary: !summary.isEmpty,
            isDense: reading.isDense
        )
        return (verdict(on: reading, observation, title: title, summary: summary), reading.annotation)
    }

    /// What `judge` weighs, for fitting the weights.
    func observe(title: String, summary: String, content: String, language: String?) -> Observation {
        var words = ItemWords()
        words.read(title: title, summary: summary, content: content)
        let reading = read(title: title, summary: summary, content: content, language: language, words: words)
        return observer.observe(reading.annotation.mentions, hasSummary: !summary.isEmpty, isDense: reading.isDense)
    }

    // MARK: - Reading

    private struct Reading {
        var annotation: Annotation
        /// Most words are single characters.
        var isDense: Bool
        /// The first watch rule that a term of was found.
        var watch: (rule: Int, field: Field, text: String)?
    }

    private func read(
        title: String,
        summary: String,
        content: String,
        language: String?,
        words: ItemWords
    ) -> Reading {
        let told = language.flatMap(Language.primary)
        // Without names whose language matters, what the feed says will do.
        let guessed = told != nil && gazetteer.isEmpty ? "und" : Language.guess(title, words.title)
        let languages = bits(told, guessed)
        let name = told ?? (guessed == "und" && !summary.isEmpty ? Language.guess(summary) : guessed)
        var mentions: [Mention] = []
        var watched: (rule: Int, field: Field, text: String)?
        collect(title, words.title, .title, languages, &mentions, &watched)
        if !summary.isEmpty { collect(summary, words.summary, .summary, languages, &mentions, &watched) }
        if !content.isEmpty { collect(content, words.content, .content, languages, &mentions, &watched) }
        var singles = 0
        for word in 0..<words.title.count where words.title.isSingle(word) { singles += 1 }
        return Reading(
            annotation: Annotation(language: name, mentions: mentions),
            isDense: singles * 2 > words.title.count,
            watch: watched
        )
    }

    /// The declared language and, since feeds often declare a wrong one, the guessed one. 0, all, where neither is known.
    private func bits(_ told: String?, _ guessed: String) -> UInt64 {
        guard let told else { return gazetteer.languages.bit(of: guessed) }
        let bit = gazetteer.languages.bit(of: told)
        // A language that has no names of its own is still known: those of other languages are not for it.
        return (bit == 0 ? LanguageSet.other : bit) | gazetteer.languages.bit(of: guessed)
    }

    private func collect(
        _ text: String,
        _ words: Words,
        _ field: Field,
        _ languages: UInt64,
        _ mentions: inout [Mention],
        _ watched: inout (rule: Int, field: Field, text: String)?
    ) {
        var hits: [Gazetteer.Hit] = []
        gazetteer.find(in: words, of: text.utf8Span.span, languages: languages, into: &hits)
        for hit in hits {
            mentions.append(
                Mention(
                    concept: Int(hit.label),
                    field: field,
                    word: hit.word,
                    length: hit.length,
                    text: words.excerpt(hit.word..<hit.word + hit.length, of: text)
                )
            )
        }
        guard watched == nil, let watchGazetteer else { return }
        hits.removeAll(keepingCapacity: true)
        watchGazetteer.find(in: words, of: text.utf8Span.span, languages: 0, into: &hits)
        if let hit = hits.first {
            watched = (Int(hit.label), field, words.excerpt(hit.word..<hit.word + hit.length, of: text))
        }
    }

    // MARK: - Deciding

    private func verdict(on reading: Reading, _ seen: Observation, title: String, summary: String) -> Verdict {
        guard let topic else { return watchVerdict(reading, score: 0, isOnTopic: false, kind: nil, []) }
        var sum = 0.0
        for (index, value) in seen.features.enumerated() where value != 0 { sum += weights[index] * value }
        for seen in seen.concepts { sum += conceptWeights[seen.concept] * seen.value }
        let second = secondThoughts?.share(score: Logistic.probability(sum), title: title, summary: summary)
        if let second { sum += second.weight }
        let score = Logistic.probability(sum)
        let isOnTopic = score >= topic.threshold
        let mentions = reading.annotation.mentions
        return watchVerdict(
            reading,
            score: score,
            isOnTopic: isOnTopic,
            kind: isOnTopic ? Development.kind(of: mentions, in: topic.concepts) : nil,
            Explanation.evidence(for: seen, mentions, topic.concepts, weights, conceptWeights, second: second)
        )
    }

    /// A term that is asked for by name flags whatever the topic says.
    private func watchVerdict(
        _ reading: Reading,
        score: Double,
        isOnTopic: Bool,
        kind: String?,
        _ evidence: [Evidence]
    ) -> Verdict {
        guard let found = reading.watch else {
            return Verdict(isOnTopic: isOnTopic, score: score, kind: kind, evidence: evidence)
        }
        let name = watch[found.rule].name
        let term = Evidence(concept: name, text: found.text, where: found.field, weight: 0)
        return Verdict(isOnTopic: true, score: 1, kind: kind, evidence: [term] + evidence, watch: name)
    }
}
