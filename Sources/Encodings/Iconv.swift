import Glibc

/// One conversion to UTF-8 by the C library; the compiler forbids a second owner.
@safe
struct Iconv: ~Copyable {
    private let descriptor: iconv_t

    /// Nil where the C library does not know the encoding.
    init?(from name: String) {
        guard let opened = unsafe iconv_open("UTF-8", name), Int(bitPattern: opened) != -1 else { return nil }
        unsafe descriptor = opened
    }

    deinit { _ = unsafe iconv_close(descriptor) }

    /// Converts all of `bytes`; nil at the first byte that is invalid in the encoding.
    ///
    /// An incomplete character at the very end is left out: documents are cut anywhere.
    borrowing func convert(_ bytes: [UInt8]) -> [UInt8]? {
        let result = run(bytes, replacing: false)
        return result.bad == 0 ? result.text : nil
    }

    /// Converts all of `bytes`; what is invalid becomes U+FFFD.
    ///
    /// - Returns: the text, and how many bytes were invalid.
    borrowing func convertLossily(_ bytes: [UInt8]) -> (text: [UInt8], bad: Int) { run(bytes, replacing: true) }

    private borrowing func run(_ bytes: [UInt8], replacing: Bool) -> (text: [UInt8], bad: Int) {
        _ = unsafe iconv(descriptor, nil, nil, nil, nil)
        var input = bytes
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count + bytes.count / 2)
        var room = [UInt8](repeating: 0, count: 32_768)
        var done = 0
        var bad = 0
        while done < input.count {
            let count = input.count
            var error: Int32 = 0
            unsafe input.withUnsafeMutableBytes { source in
                unsafe room.withUnsafeMutableBytes { target in
                    var from = unsafe source.baseAddress?.assumingMemoryBound(to: CChar.self).advanced(by: done)
                    var left = count - done
                    var to = unsafe target.baseAddress?.assumingMemoryBound(to: CChar.self)
                    var free = target.count
                    errno = 0
                    if unsafe iconv(descriptor, &from, &left, &to, &free) == -1 { error = errno }
                    done = count - left
                    unsafe text.append(contentsOf: UnsafeRawBufferPointer(rebasing: target[..<(target.count - free)]))
                }
            }
            switch error {
            case EILSEQ:
                bad += 1
                guard replacing else { return (text, bad) }
                text.append(codePoint: 0xFFFD)
                done += 1
            case EINVAL: return (text, bad)
            default: continue
            }
        }
        return (text, bad)
    }
}
