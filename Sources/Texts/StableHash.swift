/// A 64-bit hash that is the same on every machine and in every run, so that it can be stored.
///
/// FNV-1a over the bytes, closed with the finaliser of MurmurHash3 so that all bits can be used; long texts have a faster one.
/// Not against an adversary: who can choose the texts can make two of them collide.
package enum StableHash {
    /// The hash of a part of a text's bytes.
    @inline(__always) package static func of(_ bytes: Span<UInt8>, _ range: Range<Int>) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for index in range {
            hash = (hash ^ UInt64(bytes[index])) &* 0x0000_0100_0000_01B3
        }
        return mixed(hash)
    }

    /// The same without a look at the bounds.
    @inline(__always) @unsafe static func of(_ bytes: UnsafeBufferPointer<UInt8>, from: Int, to: Int) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        var index = from
        while index &+ 4 <= to {
            hash = unsafe (hash ^ UInt64(bytes[index])) &* 0x0000_0100_0000_01B3
            hash = unsafe (hash ^ UInt64(bytes[index &+ 1])) &* 0x0000_0100_0000_01B3
            hash = unsafe (hash ^ UInt64(bytes[index &+ 2])) &* 0x0000_0100_0000_01B3
            hash = unsafe (hash ^ UInt64(bytes[index &+ 3])) &* 0x0000_0100_0000_01B3
            index &+= 4
        }
        while index < to {
            hash = unsafe (hash ^ UInt64(bytes[index])) &* 0x0000_0100_0000_01B3
            index &+= 1
        }
        return mixed(hash)
    }

    /// The hash of a text's UTF-8 bytes.
    package static func of(_ text: String) -> UInt64 {
        return of(text.utf8Span.span)
    }

    /// The hash of bytes.
    package static func of(_ bytes: Span<UInt8>) -> UInt64 {
        unsafe bytes.withUnsafeBufferPointer { unsafe of($0, from: 0, to: $0.count) }
    }

    /// The hash of many bytes, sixteen at a time by folded multiplication (wyhash, Wang Yi), begun with `seed`.
    static func long(_ bytes: Span<UInt8>, from seed: UInt64) -> UInt64 {
        var hash = seed ^ UInt64(bytes.count)
        let raw = unsafe bytes.bytes
        var place = 0
        while place &+ 16 <= bytes.count {
            // Below `count`, as the condition says.
            let left = unsafe raw.unsafeLoadUnaligned(fromUncheckedByteOffset: place, as: UInt64.self).littleEndian
            let right = unsafe raw.unsafeLoadUnaligned(fromUncheckedByteOffset: place &+ 8, as: UInt64.self)
                .littleEndian
            hash = folded(left ^ 0xA076_1D64_78BD_642F, right ^ hash)
            place &+= 16
        }
        var rest: (UInt64, UInt64) = (0, 0)
        for offset in 0..<(bytes.count &- place) {
            let byte = UInt64(bytes[place &+ offset])
            if offset < 8 { rest.0 |= byte << UInt64(offset * 8) } else { rest.1 |= byte << UInt64(offset * 8 - 64) }
        }
        return mixed(folded(rest.0 ^ 0xE703_7ED1_A0B4_28DB, rest.1 ^ hash))
    }

    @inline(__always) private static func folded(_ left: UInt64, _ right: UInt64) -> UInt64 {
        let product = left.multipliedFullWidth(by: right)
        return product.high ^ product.low
    }

    /// One hash of two, in this order.
    @inline(__always) package static func combined(_ left: UInt64, _ right: UInt64) -> UInt64 {
        mixed(left &* 0x9E37_79B9_7F4A_7C15 ^ (right &+ 0x632B_E59B_D9B4_E019))
    }

    @inline(__always) private static func mixed(_ hash: UInt64) -> UInt64 {
        var hash = hash
        hash = (hash ^ hash >> 33) &* 0xFF51_AFD7_ED55_8CCD
        hash = (hash ^ hash >> 33) &* 0xC4CE_B9FE_1A85_EC53
        return hash ^ hash >> 33
    }
}
