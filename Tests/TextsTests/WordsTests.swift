import TestSupport
import Testing
import Texts

@Suite struct WordsTests {
    @Test(arguments: [
        ("Straße in MÜNCHEN", ["strasse", "in", "munchen"]),
        ("Σίσυφος ΣΙΣΥΦΟΣ", ["σισυφοσ", "σισυφοσ"]),
        ("İstanbul ışık IŞIK", ["istanbul", "isik", "isik"]),
        ("Пётр петр", ["петр", "петр"]),
        ("e\u{301}te\u{301} été", ["ete", "ete"]),
        ("شِعْر كتـــاب", ["شعر", "كتاب"]),
        ("کتاب‌خانه", ["كتاب", "خانه"]),
        ("ילדים ילדימ", ["ילדימ", "ילדימ"]),
        ("東京 ﾃｽﾄ", ["东", "京", "テ", "ス", "ト"]),
        ("會議", ["会", "议"]),
        ("서울에서", ["서", "울", "에", "서"]),
        ("ｗｉｄｅ ４２", ["wide", "42"]),
        ("cat's cats’s it's.", ["cat", "cats", "it"]),
        ("l'arbre d’or", ["l", "arbre", "d", "or"]),
        ("soft\u{AD}ly zero\u{200B}width", ["softly", "zerowidth"]),
        ("एक ज़मीन", ["एक", "जमीन"]),
        ("กิน", ["กิ", "น"]),
        ("", []), ("  … — !", []), ("a", ["a"]),
    ])
    func `a text is folded and divided`(_ text: String, _ expected: [String]) {
        let words = Words(of: text)
        #expect((0..<words.count).map(words.folded) == expected)
    }

    @Test(arguments: [
        ("28-point", ["28", "point"], [true, false]), ("1,250,000", ["1250000"], [true]), ("2.5", ["2.5"], [true]),
        ("2,5", ["2.5"], [true]), ("3.", ["3"], [true]), ("٤٢ ४२", ["42", "42"], [true, true]),
        ("28th G7", ["28th", "g7"], [false, false]), ("2026年", ["2026", "年"], [true, false]),
    ])
    func `numbers are words of their own`(_ text: String, _ expected: [String], _ numbers: [Bool]) {
        let words = Words(of: text)
        #expect((0..<words.count).map(words.folded) == expected)
        #expect((0..<words.count).map(words.isNumber) == numbers)
    }

    @Test func `a word knows its place in the text as it was`() {
        let text = "„Ärger“ über 東京 — Ǆ end"
        let words = Words(of: text)
        let found = (0..<words.count).map { words.excerpt($0..<$0 + 1, of: text) }
        #expect(found == ["Ärger", "über", "東", "京", "Ǆ", "end"])
        #expect(words.excerpt(0..<2, of: text) == "Ärger“ über")
        #expect(words.excerpt(4..<9, of: text) == "")
    }

    @Test func `what is folded alike has one hash, which never changes`() {
        #expect(Words(of: "CAFÉ").hash(0) == Words(of: "cafe").hash(0))
        #expect(StableHash.of("cafe") == Words(of: "Café").hash(0))
        // As an independent implementation of FNV-1a and MurmurHash3's finaliser gives it.
        #expect(StableHash.of("cafe") == 0x22d9dcd1e1b4b529)
    }

    @Test func `every character is read without a trap`() {
        var text = ""
        for code in stride(from: UInt32(1), through: 0x10FFFF, by: 1) {
            if let scalar = Unicode.Scalar(code) { text.unicodeScalars.append(scalar) }
        }
        let words = Words(of: text)
        #expect(words.count > 80_000)
        #expect(
            (0..<words.count).allSatisfy { words.range($0).upperBound <= text.utf8.count && !words.range($0).isEmpty }
        )
    }

    @Test func `where in a text words stand changes nothing, nor what was read before`() {
        var random = SeededRandom(seed: 5)
        let signs = Array("abcxyzABCXYZ059 '.,-@[`{éßя東\u{301}")
        var words = Words()
        for _ in 0..<400 {
            let text = String((0..<random.below(40)).map { _ in signs[random.below(signs.count)] })
            let expected = Words(of: text)
            for (before, after) in [(0, 8), (1, 0), (3, 9), (7, 1)] {
                words.read(String(repeating: " ", count: before) + text + String(repeating: " ", count: after))
                #expect(words.hashes == expected.hashes && words.count == expected.count, "\(text)")
                #expect(
                    (0..<words.count).allSatisfy {
                        words.range($0).lowerBound - before == expected.range($0).lowerBound
                    }
                )
            }
        }
    }

    @Test func `a phrase of one ligature fits the output`() {
        #expect(Words(of: String(repeating: "\u{FDFA}", count: 50)).count == 1)
    }
}

@Suite struct CombinedHashTests {
    @Test(arguments: ["", "One two, three's 4.5", "Привет, мир 2025", "普京 in Alaska"])
    func `one hash of all words is that of their hashes in order`(_ text: String) {
        let words = Words(of: text)
        #expect(words.combinedHash(from: 7) == words.hashes.reduce(7, StableHash.combined))
    }
}

@Suite struct FingerprintTests {
    private func fingerprint(_ text: String, from seed: UInt64 = 1) -> UInt64 {
        Words(of: text).fingerprint(from: seed)
    }

    @Test func `texts of the same words have one fingerprint`() {
        #expect(fingerprint("Talks in Geneva: over!") == fingerprint("talks in geneva (over)"))
        #expect(fingerprint("Переговоры в Женеве") == fingerprint("переговоры, в Женеве"))
    }

    @Test func `one letter tells, wherever it stands`() {
        let letters = Array("abcdefghijklmnopqrstuvwxyz 0123456789 abcdefghijklmnopqrstuvwxyz")
        var seen: Set<UInt64> = [fingerprint(String(letters))]
        for place in letters.indices {
            var other = letters
            other[place] = other[place] == "z" ? "y" : "z"
            #expect(seen.insert(fingerprint(String(other))).inserted, "letter \(place)")
        }
    }

    @Test func `length, number of words, order and seed tell`() {
        var seen: Set<UInt64> = []
        for count in 0...70 { #expect(seen.insert(fingerprint(String(repeating: "a", count: count))).inserted) }
        for text in ["aa a", "a aa a", "one two", "two one"] { #expect(seen.insert(fingerprint(text)).inserted) }
        #expect(seen.insert(fingerprint("one two", from: 2)).inserted)
    }

    @Test func `it is the same for ever`() {
        // It is stored.
        #expect(fingerprint("Leaders agree to meet in Geneva on 3 May", from: 0) == 355_653_339_973_489_203)
    }
}

@Suite struct ShinglesTests {
    @Test func `shingles are runs of words in order`() {
        let words = Words(of: "one two three four")
        #expect(shingles(of: words, size: 3).count == 2)
        #expect(shingles(of: words, size: 5).isEmpty)
        #expect(shingles(of: words, size: 0).isEmpty)
        #expect(shingles(of: words, size: 1) == words.hashes)
        #expect(shingles(of: Words(of: "b a"), size: 2) != shingles(of: Words(of: "a b"), size: 2))
        #expect(shingles(of: Words(of: "zero one two three"), size: 3).last == shingles(of: words, size: 3).first)
    }

    @Test func `winnowing keeps a hash of every shared run of a window`() {
        let shared = (0..<40).map { StableHash.of("word \($0)") }
        let left = (0..<30).map { StableHash.of("left \($0)") } + shared
        let right = shared + (0..<30).map { StableHash.of("right \($0)") }
        let common = Set(winnow(left, window: 8)).intersection(winnow(right, window: 8))
        #expect(common.count >= 40 / 8)
        #expect(winnow(shared, window: 8).count < 20)
        #expect(winnow([3, 1, 2], window: 8) == [1])
        #expect(winnow([], window: 8).isEmpty)
        #expect(winnow([3, 1], window: 1) == [3, 1])
    }
}
