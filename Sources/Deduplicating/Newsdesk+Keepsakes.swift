package import Domain
import Texts

/// An item as it was kept, made ready for `Newsdesk.restore`: most of what a restart costs.
package struct Revived: Sendable {
    fileprivate enum Way {
        case kept(Known, Keepsake, in: StoryID)
        /// From an older version, which kept nothing but the item: taken in as on its day.
        case anew(Prepared)
    }

    fileprivate struct Prepared {
        let stored: StoredItem
        let annotation: Annotation
        let known: Known
    }

    fileprivate let way: Way
    /// The item is read from its text: what it is boiled down to is to be kept again.
    package let isRenewed: Bool

    /// Whose it is.
    package var item: ItemID {
        switch way {
        case .kept(let known, _, _): known.item
        case .anew(let old): old.known.item
        }
    }
}

/// What is known outlives the program: what the store keeps of each item, and the way back.
///
/// Items come back in the order in which they came, with what was decided on their day, so that what is decided later does
/// not depend on when the program was started last.
extension Newsdesk {
    /// What is to be kept of an item that was taken in; nil where it was not.
    package func keepsake(of item: ItemID) -> Keepsake? {
        if let known = archive.number(of: item).flatMap({ archive[$0] }), let file = files.story(of: item) {
            return keepsake(known, file, files.traits(of: file), isBeside: false)
        }
        return margin.known(item).map { keepsake($0.known, $0.group, .isSilent, isBeside: true) }
    }

    private func keepsake(_ known: Known, _ file: StoryID, _ ofFile: Keepsake.Traits, isBeside: Bool) -> Keepsake {
        var traits = ofFile
        if known.anchors { traits.insert(.anchors) }
        if known.stands { traits.insert(.stands) }
        if known.counts { traits.insert(.counts) }
        return Keepsake(
            item: known.item,
            maker: maker,
            file: file,
            isBeside: isBeside,
            traits: traits,
            time: known.signature.time,
            digest: Digest.bytes(of: known)
        )
    }

    /// What lies beside the topic and was published before this time, or came before this item, is forgotten; nil as long as
    /// there is nothing.
    package var besideLimit: (time: Timestamp, first: ItemID?)? { margin.limit.map { ($0, margin.first) } }

    /// Makes an item ready for `restore`. Pure: many may be made ready side by side.
    ///
    /// - Parameters:
    ///   - remembered: as the store gives it.
    ///   - annotate: finds in an item's text what the topic names; asked only where the text is to be read anew.
    /// - Returns: nil where the digest is damaged and the item itself is not there: ask again with it.
    package func revived(_ remembered: Remembered, annotate: (Item) -> Annotation) -> Revived? {
        let keepsake = remembered.keepsake
        guard let stored = remembered.stored else {
            guard let file = keepsake.file, let known = Digest.known(from: keepsake) else { return nil }
            return Revived(way: .kept(known, keepsake, in: file), isRenewed: false)
        }
        let annotation = annotate(stored.item)
        var known = known(stored.item, annotation)
        guard let file = keepsake.file else {
            return Revived(
                way: .anew(Revived.Prepared(stored: stored, annotation: annotation, known: known)),
                isRenewed: true
            )
        }
        known.anchors = keepsake.traits.contains(.anchors) && known.signature.anchors
        known.stands = known.anchors && keepsake.traits.contains(.stands)
        known.counts = keepsake.traits.contains(.counts)
        return Revived(way: .kept(known, keepsake, in: file), isRenewed: true)
    }

    /// What comes until `endRestoring` is what was known before.
    package mutating func beginRestoring() {
        archive.beginRestoring()
        margin.beginRestoring()
    }

    /// Takes in an item as it was kept; one after the other, in the order in which they came.
    package mutating func restore(_ revived: Revived) {
        switch revived.way {
        case .kept(let known, let keepsake, let file):
            guard !keepsake.isBeside else { return margin.restore(known, as: keepsake, in: file) }
            guard archive.number(of: known.item) == nil else { return }
            archive.add(known)
            files.restore(known, as: keepsake, in: file)
        case .anew(let old):
            let (item, verdict, decision) = (old.stored.item, old.stored.verdict, old.stored.decision)
            guard isKept(item, old.annotation, verdict, decision) else { return }
            _ = keep(item, old.annotation, old.known, verdict, decision)
        }
    }

    /// Takes a story as it was stored, once its items are taken in: some of them may be forgotten, its face among them.
    package mutating func restore(_ story: Story) { files.restore(story) }

    /// All items are there. `adoptions`: the groups beside the topic that stories have adopted.
    package mutating func endRestoring(_ adoptions: [StoryID: StoryID]) {
        archive.endRestoring()
        margin.endRestoring(adoptions)
    }

    /// The words of the topic, and the program that reads them.
    static func maker(_ topic: Topic?, _ program: UInt64) -> UInt64 {
        var hash = FNV1a()
        hash.add(word: program)
        for concept in topic?.concepts ?? [] {
            for text in [concept.id, concept.kind.rawValue, concept.side ?? ""] + concept.names.flatMap(parts) {
                hash.add(text.utf8)
                hash.add(word: 0xFFFF)
            }
            let sign: UInt64 = concept.weight < 0 ? 1 : concept.weight > 0 ? 2 : 0
            hash.add(word: (concept.isEnvoy ? 1 : 0) | (concept.undoes ? 2 : 0) | sign << 2)
        }
        return hash.value
    }

    private static func parts(_ name: Concept.Name) -> [String] { [name.text] + name.languages + [";"] }
}
