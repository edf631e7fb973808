import Domain

/// What is known of an item as bytes, and back: the same signature to the last bit.
///
/// Read only by the program and for the topic that wrote it (`Keepsake.maker`), so it has no version of its own.
enum Digest {
    static func bytes(of known: Known) -> [UInt8] {
        var writer = ByteWriter()
        writer.add(fixed: known.fingerprint)
        writer.add(known.firstSeen)
        writer.add(known.keys.count)
        for key in known.keys {
            writer.add(fixed: key.kind.number)
            writer.add(fixed: key.hash)
        }
        write(known.signature, to: &writer)
        return writer.bytes
    }

    /// Nil where the bytes are not what `bytes(of:)` gives.
    static func known(from keepsake: Keepsake) -> Known? {
        var reader = ByteReader(keepsake.digest)
        do {
            let fingerprint: UInt64 = try reader.fixed()
            let firstSeen = try reader.time()
            var keys: [IdentityKey] = []
            for _ in 0..<(try reader.count(of: 9)) {
                guard let kind = IdentityKey.Kind(number: try reader.fixed()) else { return nil }
                keys.append(IdentityKey(kind, try reader.fixed()))
            }
            let signature = try signature(of: keepsake.item, from: &reader)
            guard reader.isAtEnd else { return nil }
            return Known(
                item: keepsake.item,
                keys: keys,
                fingerprint: fingerprint,
                firstSeen: firstSeen,
                signature: signature,
                anchors: keepsake.traits.contains(.anchors),
                stands: keepsake.traits.contains(.stands),
                counts: keepsake.traits.contains(.counts)
            )
        } catch {
            return nil
        }
    }

    private static func write(_ signature: Signature, to writer: inout ByteWriter) {
        writer.add(signature.outlet)
        writer.add(signature.language)
        writer.add(signature.time)
        writer.add(fixed: signature.title)
        for flag in [
            signature.hasBody, signature.isFuture, signature.isUndone, signature.isTemplate,
            signature.isComment, signature.tells,
        ] { writer.add(flag) }
        writer.add(signature.shingles)
        writer.add(signature.sampled, of: signature.shingles)
        writer.add(signature.titleShingles, of: signature.shingles)
        write(signature.features, to: &writer)
        write(signature.words, to: &writer)
        writer.add(signature.quantities.count)
        for quantity in signature.quantities {
            writer.add(fixed: UInt8(truncatingIfNeeded: quantity.unit.rawValue))
            writer.add(fixed: quantity.value)
        }
        writer.add(signature.negations)
        writer.add(fixed: signature.actor.concept)
        writer.add(signature.actor.isPair)
        writer.add(signature.length)
    }

    private static func signature(of item: ItemID, from reader: inout ByteReader) throws(ByteReader.Flaw) -> Signature {
        let outlet = try reader.text()
        let language = try reader.text()
        let time = try reader.time()
        let title: UInt64 = try reader.fixed()
        let hasBody = try reader.flag()
        let isFuture = try reader.flag()
        let isUndone = try reader.flag()
        let isTemplate = try reader.flag()
        let isComment = try reader.flag()
        let tells = try reader.flag()
        let shingles = try reader.hashes()
        return Signature(
            item: item,
            outlet: outlet,
            language: language,
            time: time,
            title: title,
            hasBody: hasBody,
            shingles: shingles,
            sampled: try reader.part(of: shingles),
            titleShingles: try reader.part(of: shingles),
            features: try features(from: &reader),
            words: try features(from: &reader),
            quantities: try quantities(from: &reader),
            negations: try reader.number(),
            isFuture: isFuture,
            isUndone: isUndone,
            isTemplate: isTemplate,
            isComment: isComment,
            tells: tells,
            actor: Actor(try reader.fixed(), isPair: try reader.flag()),
            length: try reader.number()
        )
    }

    // MARK: parts

    private static func write(_ features: [TextFeature], to writer: inout ByteWriter) {
        writer.add(features.count)
        for feature in features {
            writer.add(fixed: feature.hash)
            writer.add(fixed: feature.weight.bitPattern)
            writer.add(fixed: feature.kind.rawValue << 2 | (feature.isInTitle ? 2 : 0) | (feature.isProper ? 1 : 0))
        }
    }

    private static func features(from reader: inout ByteReader) throws(ByteReader.Flaw) -> [TextFeature] {
        let count = try reader.count(of: 13)
        var features: [TextFeature] = []
        features.reserveCapacity(count)
        for _ in 0..<count {
            let hash: UInt64 = try reader.fixed()
            let weight = Float(bitPattern: try reader.fixed())
            let bits: UInt8 = try reader.fixed()
            guard let kind = TextFeature.Kind(rawValue: bits >> 2) else { throw .missing }
            features.append(
                TextFeature(
                    hash: hash,
                    kind: kind,
                    weight: weight,
                    isInTitle: bits & 2 != 0,
                    isProper: bits & 1 != 0
                )
            )
        }
        return features
    }

    private static func quantities(from reader: inout ByteReader) throws(ByteReader.Flaw) -> [Quantity] {
        var quantities: [Quantity] = []
        for _ in 0..<(try reader.count(of: 9)) {
            guard let unit = Quantity.Unit(rawValue: UInt64(try reader.fixed(UInt8.self))) else { throw .missing }
            quantities.append(Quantity(unit: unit, value: try reader.fixed()))
        }
        return quantities
    }
}
