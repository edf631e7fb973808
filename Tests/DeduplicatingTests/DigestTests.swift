import Domain
import Testing

@testable import Deduplicating

/// What is kept of an item comes back to the last bit, and damaged bytes come back as nothing.
struct DigestTests {
    private static let texts = [
        ("Alder and Birch meet in Oslo to discuss a truce", "They spoke for 90 minutes on Monday; 40 % agreed."),
        ("Live updates: Alder meets Birch", "Why it matters, in 5 points, says the office of Carr on 3 May."),
        ("Альдер и Бирч встретятся в Осло", ""), ("", "Nothing to tell"),
        ("Birke sagt ab", "Carr bestreitet den Anruf."),
    ]

    @Test(arguments: texts) func `a signature is the same after it was kept`(_ title: String, _ summary: String) throws
    {
        let keepsake = try #require(try Self.keepsake(title, summary))
        let known = try #require(Digest.known(from: keepsake))
        #expect(Digest.bytes(of: known) == keepsake.digest)
        let fresh = try DeskOfTests().signature(title, summary)
        let back = known.signature
        #expect(back.shingles == fresh.shingles && back.sampled == fresh.sampled)
        #expect(back.titleShingles == fresh.titleShingles && back.quantities == fresh.quantities)
        #expect(back.features == fresh.features && back.words == fresh.words)
        #expect(back.title == fresh.title && back.length == fresh.length && back.negations == fresh.negations)
        #expect(back.actor.concept == fresh.actor.concept && back.actor.isPair == fresh.actor.isPair)
        #expect(back.anchors == fresh.anchors && back.hasBody == fresh.hasBody && back.isUndone == fresh.isUndone)
        #expect(back.isReversal == fresh.isReversal && back.isFuture == fresh.isFuture && back.time == fresh.time)
    }

    @Test func `damaged bytes are nothing, whatever the damage`() throws {
        let keepsake = try #require(try Self.keepsake(Self.texts[0].0, Self.texts[0].1))
        for length in 0..<keepsake.digest.count {
            #expect(Digest.known(from: keepsake.with(Array(keepsake.digest.prefix(length)))) == nil)
        }
        #expect(Digest.known(from: keepsake.with(keepsake.digest + [0])) == nil)
        for place in keepsake.digest.indices {
            var digest = keepsake.digest
            digest[place] ^= 0xFF
            _ = Digest.known(from: keepsake.with(digest))
        }
    }

    @Test func `another topic or another program is another maker`() {
        let topic = DeskOfTests().topic
        let less = Topic(name: "t", title: "", threshold: 0, concepts: Array(topic.concepts.dropLast()), weights: [:])
        let makers = [
            Newsdesk.maker(topic, 1), Newsdesk.maker(topic, 2), Newsdesk.maker(less, 1), Newsdesk.maker(nil, 1),
        ]
        #expect(Set(makers).count == 4)
    }

    private static func keepsake(_ title: String, _ summary: String) throws -> Keepsake? {
        let signature = try DeskOfTests().signature(title, summary)
        let known = Known(
            item: signature.item,
            keys: [IdentityKey(.guid, .max), IdentityKey(.text, 1)],
            fingerprint: 0,
            firstSeen: DeskOfTests.start,
            signature: signature
        )
        return Keepsake(
            item: known.item,
            maker: 0,
            file: nil,
            isBeside: false,
            traits: [],
            time: signature.time,
            digest: Digest.bytes(of: known)
        )
    }
}

extension Keepsake {
    fileprivate func with(_ digest: [UInt8]) -> Keepsake {
        Keepsake(item: item, maker: maker, file: file, isBeside: isBeside, traits: traits, time: time, digest: digest)
    }
}
