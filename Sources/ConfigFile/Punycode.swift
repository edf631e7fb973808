/// Host names in the form that name servers know, as letters again (RFC 3492): so that two ways of writing one are one.
enum Punycode {
    private static let base = 36
    private static let (tMin, tMax, skew, damp) = (1, 26, 38, 700)

    /// Each `xn--` label of a lower-case name decoded; one that is none stays.
    static func decoded(host: String) -> String {
        guard hasCode(host) else { return host }
        return host.split(separator: ".", omittingEmptySubsequences: false).map { label in
            label.hasPrefix("xn--") ? decoded(Array(label.utf8.dropFirst(4))) ?? String(label) : String(label)
        }.joined(separator: ".")
    }

    /// Byte by byte: asked of each of tens of thousands of feeds.
    private static func hasCode(_ host: String) -> Bool {
        let bytes = host.utf8Span.span
        guard bytes.count > 4 else { return false }
        for index in 0..<bytes.count - 4
        where bytes[index] == 0x78 && bytes[index + 1] == 0x6E && bytes[index + 2] == 0x2D && bytes[index + 3] == 0x2D {
            return true
        }
        return false
    }

    /// RFC 3492 §6.2; nil for what is no code.
    private static func decoded(_ label: [UInt8]) -> String? {
        guard label.count <= 63, label.allSatisfy({ $0 < 0x80 }) else { return nil }
        let mark = label.lastIndex(of: 0x2D)
        var scalars = label[..<(mark ?? 0)].map { Unicode.Scalar($0) }
        var (rest, point, position, bias) = (label[(mark.map { $0 + 1 } ?? 0)...], 128, 0, 72)
        while !rest.isEmpty {
            let before = position
            var (weight, k) = (1, base)
            while true {
                guard let digit = rest.popFirst().flatMap(digit), position < 1 << 40, weight < 1 << 40 else {
                    return nil
                }
                position += digit * weight
                let threshold = min(max(k - bias, tMin), tMax)
                if digit < threshold { break }
                weight *= base - threshold
                k += base
            }
            let count = scalars.count + 1
            bias = adapted(position - before, count, isFirst: before == 0)
            point += position / count
            position %= count
            guard let scalar = UInt32(exactly: point).flatMap(Unicode.Scalar.init) else { return nil }
            scalars.insert(scalar, at: position)
            position += 1
        }
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }

    /// RFC 3492 §6.1.
    private static func adapted(_ delta: Int, _ count: Int, isFirst: Bool) -> Int {
        var delta = isFirst ? delta / damp : delta / 2
        delta += delta / count
        var k = 0
        while delta > (base - tMin) * tMax / 2 {
            delta /= base - tMin
            k += base
        }
        return k + (base - tMin + 1) * delta / (delta + skew)
    }

    private static func digit(_ byte: UInt8) -> Int? {
        switch byte {
        case 0x61...0x7A: Int(byte - 0x61)
        case 0x30...0x39: Int(byte - 0x30) + 26
        default: nil
        }
    }
}
