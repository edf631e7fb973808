/// Tells whether a body is the one of the last poll: fast, and not meant against forgers, who could as well send the
/// old body.
enum BodyHash {
    /// - Returns: 32 hexadecimal digits, the same on every machine.
    ///
    /// Two multiply-and-rotate lanes over little-endian words of eight bytes, finished as splitmix64 is.
    static func hash(_ bytes: [UInt8]) -> String {
        var first: UInt64 = 0x9E37_79B9_7F4A_7C15
        var second: UInt64 = 0xC2B2_AE3D_27D4_EB4F ^ UInt64(bytes.count)
        func take(_ word: UInt64) {
            first = (first ^ word) &* 0xFF51_AFD7_ED55_8CCD
            first = first << 29 | first >> 35
            second = (second &+ word) &* 0xC4CE_B9FE_1A85_EC53
            second = (second << 37 | second >> 27) ^ first
        }
        let whole = bytes.count / 8 * 8
        unsafe bytes.withUnsafeBytes { raw in
            for offset in stride(from: 0, to: whole, by: 8) {
                take(UInt64(littleEndian: unsafe raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self)))
            }
        }
        take(bytes[whole...].reversed().reduce(0) { $0 << 8 | UInt64($1) })
        return hexadecimal(finished(first)) + hexadecimal(finished(second))
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
