@testable import Texts

/// The rule of `WordReader` written out plainly, a scalar at a time: what the fast one has to equal.
struct PlainReader {
    struct Word: Equatable {
        var folded: [UInt8]
        var range: Range<Int>
        var kind: Words.Kind
    }

    private(set) var words: [Word] = []
    private let scalars: [(value: UInt32, from: Int)]
    private let end: Int
    private var open: Word?
    private var wasArabic = false
    private var wasSingle = false

    init(_ text: String) {
        var at = 0
        var scalars: [(value: UInt32, from: Int)] = []
        for scalar in text.unicodeScalars {
            scalars.append((scalar.value, at))
            at += UTF8.width(scalar)
        }
        self.scalars = scalars
        end = at
        var place = 0
        while place < scalars.count { place = step(place) }
        close(at: end)
    }

    private func value(_ place: Int) -> UInt32? { scalars.indices.contains(place) ? scalars[place].value : nil }
    private func offset(_ place: Int) -> Int { scalars.indices.contains(place) ? scalars[place].from : end }

    private mutating func close(at offset: Int) {
        if var word = open, !word.folded.isEmpty {
            word.range = word.range.lowerBound..<offset
            words.append(word)
        }
        open = nil
    }

    private mutating func go(_ place: Int, _ folded: [UInt8], isNumber: Bool) {
        if open == nil {
            open = Word(folded: [], range: offset(place)..<offset(place), kind: isNumber ? .number : .letters)
        }
        if !isNumber { open?.kind = .letters }
        open?.folded += folded
    }

    private mutating func step(_ place: Int) -> Int {
        let code = scalars[place].value
        if code < 0x80 { return ascii(place, UInt8(code)) }
        let folded = Self.folded(code)
        switch UnicodeTable.shared.entry(code) >> 28 {
        case CharacterClass.letter:
            go(place, folded, isNumber: false)
            wasArabic = (0x600..<0x700).contains(code)
            wasSingle = false
        case CharacterClass.digit:
            go(place, folded, isNumber: true)
            wasSingle = false
        case CharacterClass.single:
            close(at: offset(place))
            words.append(Word(folded: folded, range: offset(place)..<offset(place + 1), kind: .single))
            wasSingle = true
        case CharacterClass.mark:
            if open != nil {
                open?.folded += folded
            } else if wasSingle, let last = words.popLast() {
                let range = last.range.lowerBound..<offset(place + 1)
                words.append(Word(folded: last.folded + folded, range: range, kind: last.kind))
            }
        case CharacterClass.joiner: break
        default:
            if code == 0x200C, !wasArabic { break }
            let wasWord = open != nil
            close(at: offset(place))
            wasSingle = false
            if code == 0x2019, wasWord, endsInS(place + 1) { return place + 2 }
        }
        return place + 1
    }

    private mutating func ascii(_ place: Int, _ byte: UInt8) -> Int {
        wasArabic = false
        wasSingle = false
        switch byte {
        case 0x30...0x39: go(place, [byte], isNumber: true)
        case 0x41...0x5A, 0x61...0x7A: go(place, [byte | 0x20], isNumber: false)
        default:
            guard open != nil else { break }
            if byte == 0x2E || byte == 0x2C, open?.kind == .number {
                let digits = (1...4).prefix { value(place + $0).map { (0x30...0x39).contains($0) } ?? false }.count
                if digits > 0 {
                    if digits != 3 { open?.folded.append(0x2E) }
                    break
                }
            }
            close(at: offset(place))
            if byte == 0x27, endsInS(place + 1) { return place + 2 }
        }
        return place + 1
    }

    /// An `s` that ends the word; behind it may be the end, ASCII that is no letter or digit, or what begins with two common lead bytes.
    private func endsInS(_ place: Int) -> Bool {
        guard let letter = value(place), letter == 0x73 || letter == 0x53 else { return false }
        guard let next = value(place + 1), let scalar = Unicode.Scalar(next) else { return true }
        if next < 0x80 { return !Character(scalar).isLetter && !Character(scalar).isNumber }
        let lead = String(Character(scalar)).utf8.first
        return lead == 0xE2 || lead == 0xC2
    }

    private static func folded(_ code: UInt32) -> [UInt8] {
        let scalars = UnicodeTable.shared.folded(code)
        return scalars.compactMap(Unicode.Scalar.init).flatMap { Array(String(Character($0)).utf8) }
    }
}
