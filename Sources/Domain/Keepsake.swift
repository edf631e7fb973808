/// What the index of what is known keeps of one item, so that a start need not read, judge and boil down its text anew.
///
/// The index alone reads `digest`; the rest is what still holds when the digest does not: made by another program or for
/// another topic, the signature is made anew from the item's text, and what was decided on its day stays.
package struct Keepsake: Sendable, Hashable {
    /// Whose it is.
    package let item: ItemID
    /// Fingerprint of the program and the topic that made `digest`.
    package let maker: UInt64
    /// The story it is filed under, or the group of those that lie beside the topic; nil where an older version stored it.
    package let file: StoryID?
    /// It lies beside the topic.
    package let isBeside: Bool
    /// What was decided of it for good.
    package let traits: Traits
    /// Its publication, as far as that is known.
    package let time: Timestamp
    /// The item boiled down.
    package let digest: [UInt8]

    package init(
        item: ItemID,
        maker: UInt64,
        file: StoryID?,
        isBeside: Bool,
        traits: Traits,
        time: Timestamp,
        digest: [UInt8]
    ) {
        self.item = item
        self.maker = maker
        self.file = file
        self.isBeside = isBeside
        self.traits = traits
        self.time = time
        self.digest = digest
    }

    /// What holds of an item whatever rules come; stored as bits, so none is ever given to another.
    package struct Traits: OptionSet, Sendable, Hashable {
        /// It leads later items to its story.
        package static let anchors = Traits(rawValue: 1)
        /// It counts for what is rare.
        package static let counts = Traits(rawValue: 2)
        /// Its story had been told when it was taken in, itself included.
        package static let isTold = Traits(rawValue: 4)
        /// What it is filed under is no story of the outside.
        package static let isSilent = Traits(rawValue: 8)
        /// It stands for its story: later items are compared with it.
        package static let stands = Traits(rawValue: 16)

        /// The bits.
        package let rawValue: UInt8

        package init(rawValue: UInt8) { self.rawValue = rawValue }
    }
}

/// One item for the index of what is known, as the store gives it back.
package struct Remembered: Sendable, Hashable {
    /// As it was kept.
    package let keepsake: Keepsake
    /// The item itself, where its digest is of another maker than was asked for; nil else.
    package let stored: StoredItem?

    package init(keepsake: Keepsake, stored: StoredItem?) {
        self.keepsake = keepsake
        self.stored = stored
    }
}
