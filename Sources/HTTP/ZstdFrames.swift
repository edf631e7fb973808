/// Walks the frames of a zstd body by their lengths alone, to tell whether the last one came to its end (RFC 8878 §3.1).
struct ZstdFrames {
    private enum Part { case magic, skippable, descriptor, block, content, checksum, lost }

    private var part = Part.magic
    /// Bytes of this part that are still to come.
    private var left = 4
    /// Those that came, the first lowest; of contents nothing is kept.
    private var value: UInt64 = 0
    private var gathered = 0
    private var isLastBlock = false
    private var hasChecksum = false
    private var hasFrame = false

    private static let frameMagic: UInt64 = 0xFD2F_B528
    private static let skippableMagics: ClosedRange<UInt64> = 0x184D_2A50...0x184D_2A5F

    /// Between two frames, or in what is none and another's to judge.
    var isAtEnd: Bool {
        switch part {
        case .magic: hasFrame && gathered == 0
        case .lost: true
        default: false
        }
    }

    /// Takes a piece of the body as it came, chunks undone.
    mutating func take(_ bytes: UnsafeRawBufferPointer) {
        var index = 0
        while index < bytes.count {
            if case .lost = part { return }
            if case .content = part {
                let step = min(left, bytes.count - index)
                left -= step
                index += step
            } else {
                unsafe value |= UInt64(bytes[index]) << UInt64(8 * gathered)
                gathered += 1
                left -= 1
                index += 1
            }
            // A part may be empty.
            while left == 0, goesOn() {}
        }
    }

    /// The part is whole. False where what follows is lost.
    private mutating func goesOn() -> Bool {
        switch part {
        case .magic where value == Self.frameMagic: begin(.descriptor, 1)
        case .magic where Self.skippableMagics.contains(value): begin(.skippable, 4)
        case .magic, .lost:
            part = .lost
            return false
        case .skippable:
            (hasChecksum, isLastBlock) = (false, true)
            let length = Int(value)
            begin(.content, length)
        case .descriptor: begin(.content, header())
        case .block:
            isLastBlock = value & 1 == 1
            // A run is one byte, however long.
            let length = value >> 1 & 3 == 1 ? 1 : Int(value >> 3)
            begin(.content, length)
        case .content where !isLastBlock: begin(.block, 3)
        case .content where hasChecksum: begin(.checksum, 4)
        case .content, .checksum:
            hasFrame = true
            begin(.magic, 4)
        }
        return true
    }

    /// How many bytes of the frame's header follow its descriptor.
    private mutating func header() -> Int {
        let isSingle = value >> 5 & 1 == 1
        hasChecksum = value >> 2 & 1 == 1
        isLastBlock = false
        let dictionary = [0, 1, 2, 4][Int(value & 3)]
        let size = value >> 6 == 0 ? (isSingle ? 1 : 0) : 1 << Int(value >> 6)
        return (isSingle ? 0 : 1) + dictionary + size
    }

    private mutating func begin(_ next: Part, _ length: Int) {
        (part, left, value, gathered) = (next, length, 0, 0)
    }
}
