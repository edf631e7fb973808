/// Tells whether a body is the one of the last poll: fast, and not meant against forgers, who could as well send the
/// old body.
enum BodyHash {
    /// - Returns: 32 hexadecimal digits, the same on every machine.
    ///
    /// Four multiply-and-rotate lanes over little-endian words of eight bytes, so that none waits for another, folded into two and
    /// finished as splitmix64 is. Another hash than that of an older version costs one look at what is known.
    static func hash(_ bytes: [UInt8]) -> String {
        var lanes = Lanes(length: bytes.count)
        let whole = bytes.count / 32 * 32
        unsafe bytes.withUnsafeBytes { raw in
            func word(_ offset: Int) -> UInt64 {
                UInt64(littleEndian: unsafe raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
            }
            for offset in stride(from: 0, to: whole, by: 32) {
                lanes.take(word(offset), word(offset + 8), word(offset + 16), word(offset + 24))
            }
        }
        // What is left, filled with zeros: the length tells them from others.
        let rest = Array(bytes[whole...]) + [UInt8](repeating: 0, count: 32)
        func word(_ start: Int) -> UInt64 { rest[start..<start + 8].reversed().reduce(0) { $0 << 8 | UInt64($1) } }
        lanes.take(word(0), word(8), word(16), word(24))
        return hexadecimal(finished(lanes.one ^ lanes.two << 1 ^ lanes.three << 2 ^ lanes.four << 3))
            + hexadecimal(finished(lanes.four &+ lanes.three &* 3 &+ lanes.two &* 5 &+ lanes.one &* 7))
    }

    private struct Lanes {
        var one: UInt64 = 0x9E37_79B9_7F4A_7C15
        var two: UInt64 = 0xC2B2_AE3D_27D4_EB4F
        var three: UInt64 = 0x1656_67B1_9E37_79F9
        var four: UInt64 = 0x85EB_CA77_C2B2_AE63

        init(length: Int) { one ^= UInt64(length) }

        @inline(__always) mutating func take(_ a: UInt64, _ b: UInt64, _ c: UInt64, _ d: UInt64) {
            one = Self.turned((one ^ a) &* 0xFF51_AFD7_ED55_8CCD)
            two = Self.turned((two ^ b) &* 0xC4CE_B9FE_1A85_EC53)
            three = Self.turned((three ^ c) &* 0x9FB2_1C65_1E98_DF25)
            four = Self.turned((four ^ d) &* 0xD6E8_FEB8_6659_FD93)
        }

        @inline(__always) private static func turned(_ word: UInt64) -> UInt64 { word << 29 | word >> 35 }
    }

    private static func finished(_ word: UInt64) -> UInt64 {
        var word = (word ^ word >> 30) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
        return word ^ word >> 31
    }

    private static func hexadecimal(_ word: UInt64) -> String {
        let digits = String(word, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
