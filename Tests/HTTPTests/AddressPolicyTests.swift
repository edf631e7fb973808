import Domain
import HTTP
import Testing

struct AddressPolicyTests {
    static let refused = [
        // this host, private, shared, loopback, link-local
        "0.0.0.0", "0.0.0.1", "0.255.255.255", "10.0.0.0", "10.99.0.1", "10.255.255.255", "100.64.0.0", "100.64.0.1",
        "100.127.255.255", "127.0.0.1", "127.8.8.8", "127.255.255.255", "169.254.0.0", "169.254.169.254",
        "169.254.255.255", "172.16.0.1", "172.31.255.255", "192.168.0.1", "192.168.255.255",
        // assigned, documentation, 6to4 relay, benchmarks, multicast, reserved, broadcast
        "192.0.0.1", "192.0.0.170", "192.0.2.1", "192.88.99.1", "198.18.0.1", "198.19.255.255", "198.51.100.1",
        "203.0.113.10", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.254", "255.255.255.255",
        // IPv6: unspecified, loopback, compatible, link-local, site-local, unique local, multicast, discard
        "::", "::1", "::7f00:1", "::127.0.0.1", "fe80::1", "febf::1", "fec0::1", "fc00::1", "fd00:ec2::254", "fdff::1",
        "ff02::1", "ff0e::1", "100::1", "5f00::1", "4000::1", "e000::1",
        // IPv6 that wraps IPv4, tunnels, documentation
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::ffff:0.0.0.0", "64:ff9b::127.0.0.1",
        "64:ff9b::a9fe:a9fe", "64:ff9b::10.0.0.1", "64:ff9b:1::1", "2001::1", "2001:0:4136:e378:8000:63bf:3fff:fdd2",
        "2001:10::1", "2001:20::1", "2001:1ff::1", "2001:db8::1", "2002:7f00:1::1", "2002:a9fe:a9fe::",
        "2002:808:808::1",
        "3fff::1", "3fff:fff:ffff::1",
    ]

    static let permitted = [
        "1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.1", "93.184.216.34", "100.63.255.255", "100.128.0.0",
        "126.255.255.255", "128.0.0.1", "169.253.255.255", "169.255.0.1", "172.15.255.255", "172.32.0.1", "192.0.1.1",
        "192.0.3.1", "192.88.98.1", "192.167.255.255", "192.169.0.1", "198.17.255.255", "198.20.0.1", "203.0.112.1",
        "203.0.114.1", "223.255.255.255", "2000::1", "2001:200::1", "2001:4860:4860::8888", "2001:db9::1", "2003::1",
        "2606:4700::1111", "2a00:1450:4001::1", "3ffe::1", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8",
    ]

    @Test(arguments: refused) func `is not asked by default`(_ text: String) throws {
        let address = try #require(IPAddress(text))
        #expect(!AddressPolicy(NetworkPolicy()).permits(address))
    }

    @Test(arguments: permitted) func `is public and may be asked`(_ text: String) throws {
        let address = try #require(IPAddress(text))
        #expect(AddressPolicy(NetworkPolicy()).permits(address))
    }

    @Test(arguments: [
        "127.0.0.1", "10.1.2.3", "169.254.169.254", "::1", "fd00::1", "::ffff:192.168.1.1", "203.0.113.1",
    ])
    func `allow_private lets it be asked`(_ text: String) throws {
        var policy = NetworkPolicy()
        policy.allowPrivate = true
        #expect(AddressPolicy(policy).permits(try #require(IPAddress(text))))
    }

    @Test(arguments: ["224.0.0.1", "255.255.255.255", "ff02::1", "::ffff:224.0.0.1"])
    func `many at once are never asked`(_ text: String) throws {
        var policy = NetworkPolicy()
        policy.allowPrivate = true
        policy.allow = ["0.0.0.0/0", "::/0"]
        #expect(!AddressPolicy(policy).permits(try #require(IPAddress(text))))
    }

    struct Allowed: CustomTestStringConvertible, Sendable {
        let network: String
        let address: String
        let isAllowed: Bool
        var testDescription: String { "\(address) by \(network)" }
    }

    static let allowed = [
        Allowed(network: "10.1.0.0/16", address: "10.1.255.255", isAllowed: true),
        Allowed(network: "10.1.0.0/16", address: "10.2.0.0", isAllowed: false),
        Allowed(network: "10.1.0.0/16", address: "::ffff:10.1.0.1", isAllowed: true),
        Allowed(network: "10.1.2.3", address: "10.1.2.3", isAllowed: true),
        Allowed(network: "10.1.2.3", address: "10.1.2.4", isAllowed: false),
        Allowed(network: "0.0.0.0/0", address: "127.0.0.1", isAllowed: true),
        Allowed(network: "0.0.0.0/0", address: "::1", isAllowed: false),
        Allowed(network: "fd00:1::/32", address: "fd00:1::9", isAllowed: true),
        Allowed(network: "fd00:1::/32", address: "fd00:2::9", isAllowed: false),
        Allowed(network: "fd00::1:0/112", address: "fd00::1:ffff", isAllowed: true),
        Allowed(network: "fd00::1:0/112", address: "fd00::2:0", isAllowed: false),
        Allowed(network: "::1/128", address: "::1", isAllowed: true),
        Allowed(network: "10.0.0.0/33", address: "10.0.0.1", isAllowed: false),
        Allowed(network: "10.0.0.0/-1", address: "10.0.0.1", isAllowed: false),
        Allowed(network: "10.0.0.0/x", address: "10.0.0.1", isAllowed: false),
        Allowed(network: "10.0.0/8", address: "10.0.0.1", isAllowed: false),
        Allowed(network: "", address: "10.0.0.1", isAllowed: false),
    ]

    @Test(arguments: allowed) func `a network allows what is in it, and a bad one nothing`(_ row: Allowed) throws {
        var policy = NetworkPolicy()
        policy.allow = [row.network]
        #expect(AddressPolicy(policy).permits(try #require(IPAddress(row.address))) == row.isAllowed)
    }

    @Test func `addresses print as they are read`() {
        for text in ["1.2.3.4", "::1", "2001:db8::5", "::ffff:1.2.3.4"] {
            #expect(IPAddress(text)?.description == text)
        }
        #expect(IPAddress("127.1") == nil)
        #expect(IPAddress("fe80::1%eth0") == nil)
        #expect(IPAddress("") == nil)
    }
}
