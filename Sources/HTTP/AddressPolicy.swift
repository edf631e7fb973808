package import Domain

/// Which addresses may be connected to.
///
/// Judged on the address about to be dialled, never on a URL's text, so that redirects, odd spellings and names that
/// change their mind between two look-ups are all met by one rule. Public addresses may be asked; all others only by
/// `allowPrivate`, or where one of `allow` has them. A list that cannot be read allows less, never more.
package struct AddressPolicy: Sendable {
    private let allowsPrivate: Bool
    private let allowed: [IPNetwork]

    package init(_ policy: NetworkPolicy) {
        allowsPrivate = policy.allowPrivate
        allowed = policy.allow.compactMap { IPNetwork($0) }
    }

    /// Whether it may be connected to.
    package func permits(_ address: IPAddress) -> Bool {
        let real = address.unwrapped
        if Self.isMulticast(real) { return false }
        return allowsPrivate || Self.isPublic(real) || allowed.contains { $0.contains(real) || $0.contains(address) }
    }

    /// IPv4 that is not global unicast (IANA special-purpose registry, RFC 6890 and later).
    private static let special4 = [
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
        "224.0.0.0/4", "240.0.0.0/4",
    ].compactMap { IPNetwork($0) }

    /// IPv6 global unicast is 2000::/3; these parts of it tunnel, document or are held back (Teredo, ORCHID, 6to4).
    private static let special6 = ["2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"].compactMap { IPNetwork($0) }

    /// True for global unicast alone; wrapped IPv4 has to be unwrapped first.
    static func isPublic(_ address: IPAddress) -> Bool {
        switch address {
        case .v4: !special4.contains { $0.contains(address) }
        case .v6(let upper, _): upper >> 61 == 1 && !special6.contains { $0.contains(address) }
        }
    }

    private static func isMulticast(_ address: IPAddress) -> Bool {
        switch address {
        case .v4(let number): number >> 28 == 0xE || number == .max
        case .v6(let upper, _): upper >> 56 == 0xFF
        }
    }
}
