import Testing

@testable import Domain

struct MailAddressTests {
    @Test(arguments: [
        ("desk@example.org", "", "desk@example.org"), (" desk@example.org ", "", "desk@example.org"),
        ("News desk <desk@example.org>", "News desk", "desk@example.org"),
        ("\"Desk, news\" <d.e+x=y@sub.example.org>", "Desk, news", "d.e+x=y@sub.example.org"),
        ("<root@localhost>", "", "root@localhost"), ("Ü <u@[127.0.0.1]>", "Ü", "u@[127.0.0.1]"),
    ])
    func `an address is taken apart`(_ text: String, _ name: String, _ mailbox: String) throws {
        let address = try #require(MailAddress(text))
        #expect(address.name == name)
        #expect(address.mailbox == mailbox)
    }

    @Test(arguments: [
        "", "desk", "@example.org", "desk@", "a@b@c", "a b@example.org", "desk@example.org\r\nBcc: x@y.example",
        "desk@exa mple.org", "<desk@example.org", "desk@example.org>", "a,b@example.org", "a@example..org",
        ".a@b.example",
        "x <y> <z@example.org>", "ü@example.org", "desk@example.org\0", "x\u{7F} <desk@example.org>", "<>",
        String(repeating: "a", count: 65) + "@example.org", "> RCPT TO:<x@y.example",
    ])
    func `what is no address is refused`(_ text: String) { #expect(MailAddress(text) == nil) }
}
