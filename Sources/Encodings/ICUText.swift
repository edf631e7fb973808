import CLibXML2

/// The encodings that libxml2's ICU knows and the C library does not (MacGreek, MacTurkish, ...).
enum ICUText {
    /// The text; nil where libxml2 has no such encoding or the bytes are not valid in it.
    static func decode(_ bytes: [UInt8], _ name: String) -> [UInt8]? {
        guard bytes.count < 64 << 20, let handler = unsafe xmlFindCharEncodingHandler(name) else { return nil }
        defer { _ = unsafe xmlCharEncCloseFunc(handler) }
        guard let source = unsafe xmlBufferCreate() else { return nil }
        defer { unsafe xmlBufferFree(source) }
        guard let target = unsafe xmlBufferCreateSize(bytes.count * 4 + 64) else { return nil }
        defer { unsafe xmlBufferFree(target) }
        let added = unsafe bytes.withUnsafeBufferPointer {
            unsafe xmlBufferAdd(source, $0.baseAddress, Int32($0.count))
        }
        guard added == 0 else { return nil }
        while unsafe xmlBufferLength(source) > 0 {
            let before = unsafe xmlBufferLength(source)
            let result = unsafe xmlCharEncInFunc(handler, target, source)
            let isStuck = unsafe xmlBufferLength(source) >= before
            if isStuck || result < 0 && result != -3 { break }
        }
        guard unsafe xmlBufferLength(source) < 4, let content = unsafe xmlBufferContent(target) else { return nil }
        let text = unsafe [UInt8](UnsafeBufferPointer(start: content, count: Int(xmlBufferLength(target))))
        return UTF8Scan(text).isValid ? text : nil
    }
}
