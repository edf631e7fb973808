import Domain
import Testing

@testable import HTTP

struct AddressGateTests {
    private static let inside = IPAddress("10.0.0.1")
    private static let outside = IPAddress("93.184.216.34")

    @Test func `what is refused is remembered as the reason`() {
        var gate = AddressGate(AddressPolicy(NetworkPolicy()))
        #expect(gate.blocked == nil)
        let isLet = gate.permits(Self.inside)
        #expect(!isLet && gate.blocked == Self.inside)
    }

    @Test(arguments: [true, false])
    func `where one of a name's addresses may be asked, the others are no reason`(isFirst: Bool) {
        var gate = AddressGate(AddressPolicy(NetworkPolicy()))
        for address in isFirst ? [Self.outside, Self.inside] : [Self.inside, Self.outside] {
            let isLet = gate.permits(address)
            #expect(isLet == (address == Self.outside))
        }
        #expect(gate.blocked == nil)
    }

    @Test func `an address that cannot be read is refused`() {
        var gate = AddressGate(AddressPolicy(NetworkPolicy()))
        let isLet = gate.permits(nil)
        #expect(!isLet && gate.blocked != nil)
    }
}
