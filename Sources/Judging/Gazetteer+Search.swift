internal import Domain
internal import Texts

extension Gazetteer {
    /// Appends the hits in `words`, in order; inside a hit there are none but parties inside an act or a thing.
    ///
    /// `languages`: bits of the languages that the text may be in; 0 for any.
    func find(in words: Words, of text: Span<UInt8>, languages: UInt64, into hits: inout [Hit]) {
        guard !isEmpty else { return }
        var word = words.next(from: 0, in: filter)
        var open: [Branch] = []
        while word < words.count {
            let before = hits.count
            let length = match(words, at: word, most: .max, text, languages, &open, &hits)
            if length > 1, hits.count > before, hits[before...].allSatisfy({ rank($0.label) == .open }) {
                findParties(in: words, word..<word + length, text, languages, &open, &hits)
            }
            word = words.next(from: word + (hits.count > before ? max(length, 1) : 1), in: filter)
        }
    }

    /// The parties inside the name of an act or a thing.
    private func findParties(
        in words: Words,
        _ range: Range<Int>,
        _ text: Span<UInt8>,
        _ languages: UInt64,
        _ open: inout [Branch],
        _ hits: inout [Hit]
    ) {
        var word = range.lowerBound
        while word < range.upperBound {
            let before = hits.count
            let most = min(range.upperBound - word, range.count - 1)
            let length = match(words, at: word, most: most, text, languages, &open, &hits)
            hits.replaceSubrange(before..., with: hits[before...].filter { rank($0.label) == .party })
            word += hits.count > before ? max(length, 1) : 1
        }
    }

    private func rank(_ label: Int32) -> Rank { ranks.indices.contains(Int(label)) ? ranks[Int(label)] : .other }

    /// Tries a word as it is, then without its clitics. Returns the words taken.
    private func match(
        _ words: Words,
        at word: Int,
        most: Int,
        _ text: Span<UInt8>,
        _ languages: UInt64,
        _ open: inout [Branch],
        _ hits: inout [Hit]
    ) -> Int {
        let bounds = words.bounds(word)
        var best = walk(words, from: word, at: bounds.lowerBound, most, text, languages, &open)
        if best.payload < 0, let script = Clitics.script(words.bytes[bounds.lowerBound]) {
            var start = bounds.lowerBound
            for _ in 0..<Clitics.most {
                guard let next = Clitics.skip(script, words.bytes, start..<bounds.upperBound) else { break }
                start = next
                best = walk(words, from: word, at: start, most, text, languages, &open)
                if best.payload >= 0 { break }
            }
        }
        guard best.payload >= 0 else { return 0 }
        for index in ranges[Int(best.payload)]
        where holds(outputs[Int(index)], words, word, best.length, text, languages) {
            hits.append(Hit(label: outputs[Int(index)].label, word: word, length: best.length))
        }
        return best.length
    }

    /// A `*` that took the rest of a word: where the name goes on.
    private struct Branch {
        let node: Int32
        let word: Int
    }

    private struct Best {
        var payload: Int32 = -1
        var length = 0
        var bytes = 0
        /// Words that it may have.
        let most: Int
    }

    /// Follows the text from one place, and every `*` on the way; the most words win, then the most letters.
    @inline(__always) private func walk(
        _ words: Words,
        from first: Int,
        at start: Int,
        _ most: Int,
        _ text: Span<UInt8>,
        _ languages: UInt64,
        _ open: inout [Branch]
    ) -> Best {
        var best = Best(most: most)
        // Most words part from all names within two letters.
        guard start < words.bytes.count, let next = trie.step(Trie.root, words.bytes[start]) else { return best }
        open.removeAll(keepingCapacity: true)
        follow(words, next, first, start + 1, 1, first, text, languages, &open, &best)
        var tries = 0
        while let branch = open.popLast(), tries < Self.branches {
            tries += 1
            ended(
                words,
                branch.node,
                branch.word,
                words.bounds(branch.word).upperBound,
                0,
                first,
                text,
                languages,
                &open,
                &best
            )
        }
        return best
    }

    private func follow(
        _ words: Words,
        _ node: Int32,
        _ word: Int,
        _ position: Int,
        _ depth: Int,
        _ first: Int,
        _ text: Span<UInt8>,
        _ languages: UInt64,
        _ open: inout [Branch],
        _ best: inout Best
    ) {
        var node = node
        var word = word
        var position = position
        var depth = depth
        while true {
            let end = words.bounds(word).upperBound
            while position < end {
                if let starred = trie.step(node, Self.star), open.count < Self.branches {
                    open.append(Branch(node: starred, word: word))
                }
                guard let next = trie.step(node, words.bytes[position]) else { return }
                node = next
                position += 1
                depth += 1
            }
            if let starred = trie.step(node, Self.star), open.count < Self.branches {
                open.append(Branch(node: starred, word: word))
            }
            take(words, node, word, depth, first, text, languages, &best)
            guard word + 1 < words.count, let next = trie.step(node, Self.gap) else { return }
            node = next
            word += 1
            position = words.bounds(word).lowerBound
        }
    }

    /// A `*` took the rest of `word`.
    private func ended(
        _ words: Words,
        _ node: Int32,
        _ word: Int,
        _ position: Int,
        _ depth: Int,
        _ first: Int,
        _ text: Span<UInt8>,
        _ languages: UInt64,
        _ open: inout [Branch],
        _ best: inout Best
    ) {
        take(words, node, word, depth, first, text, languages, &best)
        guard word + 1 < words.count, let next = trie.step(node, Self.gap) else { return }
        follow(words, next, word + 1, words.bounds(word + 1).lowerBound, depth, first, text, languages, &open, &best)
    }

    @inline(__always) private func take(
        _ words: Words,
        _ node: Int32,
        _ word: Int,
        _ depth: Int,
        _ first: Int,
        _ text: Span<UInt8>,
        _ languages: UInt64,
        _ best: inout Best
    ) {
        let payload = trie.payload(node)
        guard payload >= 0 else { return }
        let length = word - first + 1
        guard length <= best.most, length > best.length || length == best.length && depth > best.bytes else { return }
        let range = ranges[Int(payload)]
        guard range.contains(where: { holds(outputs[Int($0)], words, first, length, text, languages) }) else { return }
        best = Best(payload: payload, length: length, bytes: depth, most: best.most)
    }

    @inline(__always) private func holds(
        _ output: Output,
        _ words: Words,
        _ first: Int,
        _ length: Int,
        _ text: Span<UInt8>,
        _ languages: UInt64
    ) -> Bool {
        if output.languages != 0, languages != 0, output.languages & languages == 0 { return false }
        guard output.exact >= 0 else { return true }
        let name = exact[Int(output.exact)]
        let from = words.range(first).lowerBound
        guard from + name.count <= text.count, words.range(first + length - 1).upperBound == from + name.count else {
            return false
        }
        for index in name.indices where name[index] != text[from + index] { return false }
        return true
    }
}
