// All three: clang gives `sockaddr` to whichever of them it reads first, which depends on what is compiled together.
import CCurl
import CLinux
import Glibc

/// An IPv4 or IPv6 address as numbers.
package enum IPAddress: Hashable, Sendable {
    case v4(UInt32)
    /// The upper and lower 64 bits.
    case v6(UInt64, UInt64)

    /// Reads dotted decimal of four parts, or IPv6 text without zone; nil for all else.
    package init?(_ text: String) {
        var four = in_addr()
        if unsafe inet_pton(AF_INET, text, &four) == 1 {
            self = .v4(UInt32(bigEndian: four.s_addr))
            return
        }
        var six = in6_addr()
        guard unsafe inet_pton(AF_INET6, text, &six) == 1 else { return nil }
        self = unsafe withUnsafeBytes(of: &six) { unsafe Self.v6(bytes: $0) }
    }

    /// Reads the address of a whole `sockaddr_in` or `sockaddr_in6` in memory; nil for any other family.
    @unsafe init?(socketAddress bytes: UnsafeRawPointer) {
        switch unsafe Int32(bytes.loadUnaligned(as: sockaddr.self).sa_family) {
        case AF_INET:
            self = unsafe .v4(UInt32(bigEndian: bytes.loadUnaligned(as: sockaddr_in.self).sin_addr.s_addr))
        case AF_INET6:
            var six = unsafe bytes.loadUnaligned(as: sockaddr_in6.self).sin6_addr
            self = unsafe withUnsafeBytes(of: &six) { unsafe Self.v6(bytes: $0) }
        default: return nil
        }
    }

    private static func v6(bytes: UnsafeRawBufferPointer) -> IPAddress {
        let upper = unsafe UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 0, as: UInt64.self))
        let lower = unsafe UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
        return .v6(upper, lower)
    }

    /// The IPv4 address inside an IPv4-mapped (`::ffff:0:0/96`) or NAT64 (`64:ff9b::/96`) one, else itself.
    package var unwrapped: IPAddress {
        guard case .v6(let upper, let lower) = self else { return self }
        let isMapped = upper == 0 && lower >> 32 == 0xFFFF
        let isTranslated = upper == 0x0064_FF9B_0000_0000 && lower >> 32 == 0
        return isMapped || isTranslated ? .v4(UInt32(truncatingIfNeeded: lower)) : self
    }
}

/// A block of addresses, as `10.0.0.0/8` or `fd00::/8` (RFC 4632); an address alone is a block of one.
package struct IPNetwork: Hashable, Sendable {
    /// An address of the block.
    package let base: IPAddress
    /// How many leading bits count.
    package let bits: Int

    /// - Returns: nil for what is no CIDR notation.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = parts.first, let base = IPAddress(String(first)) else { return nil }
        let whole = if case .v4 = base { 32 } else { 128 }
        var bits = whole
        if parts.count == 2 {
            guard let given = Int(parts[1]), (0...whole).contains(given) else { return nil }
            bits = given
        }
        self.base = base
        self.bits = bits
    }

    /// Whether the address is in the block; never for the other family.
    package func contains(_ address: IPAddress) -> Bool {
        switch (base, address) {
        case (.v4(let base), .v4(let other)):
            return bits == 0 || (base ^ other) >> UInt32(32 - bits) == 0
        case (.v6(let upper, let lower), .v6(let otherUpper, let otherLower)):
            if bits == 0 { return true }
            if bits <= 64 { return (upper ^ otherUpper) >> UInt64(64 - bits) == 0 }
            return upper == otherUpper && (lower ^ otherLower) >> UInt64(128 - bits) == 0
        default: return false
        }
    }
}

extension IPAddress: CustomStringConvertible {
    /// As inet_ntop writes it.
    package var description: String {
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        let length = socklen_t(text.count)
        switch self {
        case .v4(let number):
            var four = in_addr(s_addr: number.bigEndian)
            unsafe inet_ntop(AF_INET, &four, &text, length)
        case .v6(let upper, let lower):
            var parts = (upper.bigEndian, lower.bigEndian)
            unsafe inet_ntop(AF_INET6, &parts, &text, length)
        }
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
