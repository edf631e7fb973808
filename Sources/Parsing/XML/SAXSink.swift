import CLibXML2
import Domain
import Glibc

/// What libxml2 calls: turns its pointers into `ElementName`s and bytes for a `FeedHandler`.
///
/// A plain value at an address that `XMLReader` owns: no reference counting and no access checks a callback.
@safe
struct SAXSink {
    var handler: FeedHandler
    private var names = NameCache()
    private var context: xmlParserCtxtPtr?
    private let recovers: Bool
    /// The document's CDATA sections where they are lifted out of what libxml2 reads, and how many it has come by.
    private var sections: [Range<Int>] = []
    private var document: UnsafeBufferPointer<UInt8>?
    private var section = 0

    init(_ handler: FeedHandler, recovers: Bool) {
        self.handler = handler
        self.recovers = recovers
    }

    mutating func attach(to context: xmlParserCtxtPtr) { unsafe self.context = context }

    /// `document`, which the sections are of, has to outlive the run.
    @unsafe mutating func lift(_ sections: [Range<Int>], of document: UnsafeBufferPointer<UInt8>) {
        self.sections = sections
        unsafe self.document = unsafe document
    }

    static func table() -> xmlSAXHandler {
        var table = unsafe xmlSAXHandler()
        unsafe hl_sax_init(&table)
        unsafe table.startElementNs = { data, local, prefix, uri, namespaces, _, count, _, attributes in
            guard let data = unsafe data, let local = unsafe local else { return }
            unsafe data.assumingMemoryBound(to: SAXSink.self).pointee
                .start(local, prefix, uri, Attributes(attributes, Int(count)), namespaces: Int(namespaces))
        }
        unsafe table.endElementNs = { data, _, _, _ in
            guard let data = unsafe data else { return }
            unsafe data.assumingMemoryBound(to: SAXSink.self).pointee.end()
        }
        unsafe table.characters = { data, text, count in
            guard let data = unsafe data, let text = unsafe text else { return }
            unsafe data.assumingMemoryBound(to: SAXSink.self).pointee
                .text(UnsafeBufferPointer(start: text, count: Int(count)))
        }
        unsafe table.cdataBlock = { data, text, count in
            guard let data = unsafe data, let text = unsafe text else { return }
            unsafe data.assumingMemoryBound(to: SAXSink.self).pointee
                .cdata(UnsafeBufferPointer(start: text, count: Int(count)))
        }
        unsafe table.ignorableWhitespace = table.characters
        unsafe table.serror = { _, _ in }
        return unsafe table
    }

    /// libxml2 drops every later entity after its first error, unless its flag is set back before each callback.
    @inline(__always)
    private func resume() {
        if recovers, let context = unsafe context { unsafe context.pointee.wellFormed = 1 }
    }

    @inline(__always)
    private mutating func start(
        _ local: UnsafePointer<xmlChar>,
        _ prefix: UnsafePointer<xmlChar>?,
        _ uri: UnsafePointer<xmlChar>?,
        _ attributes: Attributes,
        namespaces: Int
    ) {
        resume()
        let name = unsafe names.name(local, prefix, uri)
        handler.start(name, attributes, spelled: { unsafe String(cString: local) }, namespaces: namespaces)
    }

    @inline(__always)
    private mutating func end() {
        resume()
        if let input = unsafe context?.pointee.input { handler.line = unsafe Int(input.pointee.line) }
        handler.end()
    }

    @inline(__always)
    private mutating func text(_ bytes: UnsafeBufferPointer<UInt8>) {
        resume()
        unsafe handler.append(bytes)
    }

    /// Of a lifted section libxml2 sees a mark and line ends.
    private mutating func cdata(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard let document = unsafe document else { return unsafe text(bytes) }
        guard unsafe bytes.first == LiftedSections.mark, section < sections.count else { return }
        let range = sections[section]
        section += 1
        var place = range.lowerBound
        while place < range.upperBound {
            // In parts, since a part that does not fit into its field is left out.
            let end = min(place + Self.longestPart, range.upperBound)
            unsafe text(UnsafeBufferPointer(rebasing: document[place..<end]))
            place = end
        }
    }

    private static let longestPart = 4 << 10
}

/// Names that were seen, by the addresses of libxml2's own dictionary: equal names have equal addresses in one document.
struct NameCache {
    private var keys = [UInt](repeating: 0, count: 256)
    private var uris = [UInt](repeating: 0, count: 256)
    private var names = [ElementName](repeating: .none, count: 256)

    @inline(__always)
    mutating func name(
        _ local: UnsafePointer<xmlChar>,
        _ prefix: UnsafePointer<xmlChar>?,
        _ uri: UnsafePointer<xmlChar>?
    ) -> ElementName {
        let key = UInt(bitPattern: local)
        let other = unsafe uri == nil ? UInt(bitPattern: prefix) : UInt(bitPattern: uri)
        let slot = Int(truncatingIfNeeded: (key ^ key >> 8 ^ other >> 4) & 255)
        if keys[slot] == key, uris[slot] == other { return names[slot] }
        let name = unsafe ElementName(
            local: String(cString: local),
            prefix: prefix.map { unsafe String(cString: $0) },
            uri: uri.map { unsafe String(cString: $0) }
        )
        keys[slot] = key
        uris[slot] = other
        names[slot] = name
        return name
    }
}

/// The attributes of one start tag; valid during the callback alone.
@safe
struct Attributes {
    private let base: UnsafeMutablePointer<UnsafePointer<xmlChar>?>?
    let count: Int

    init(_ base: UnsafeMutablePointer<UnsafePointer<xmlChar>?>?, _ count: Int) {
        unsafe self.base = base
        self.count = unsafe base == nil ? 0 : count
    }

    /// The value of the attribute with this local name in any case, whatever its prefix but `xml`.
    func value(_ name: StaticString) -> String? {
        guard count > 0 else { return nil }
        for index in 0..<count where matches(index, name) && !isXML(index) { return value(at: index) }
        return nil
    }

    /// The value of `xml:NAME`.
    func xml(_ name: StaticString) -> String? {
        guard count > 0 else { return nil }
        for index in 0..<count where isXML(index) && matches(index, name) { return value(at: index) }
        return nil
    }

    private func matches(_ index: Int, _ name: StaticString) -> Bool {
        guard let local = unsafe base?[index * 5] else { return false }
        return unsafe strncasecmp(
            UnsafeRawPointer(local).assumingMemoryBound(to: CChar.self),
            UnsafeRawPointer(name.utf8Start).assumingMemoryBound(to: CChar.self),
            name.utf8CodeUnitCount + 1
        ) == 0
    }

    private func isXML(_ index: Int) -> Bool {
        guard let prefix = unsafe base?[index * 5 + 1] else { return false }
        return unsafe prefix[0] == 0x78 && prefix[1] == 0x6D && prefix[2] == 0x6C && prefix[3] == 0
    }

    private func value(at index: Int) -> String? {
        guard let start = unsafe base?[index * 5 + 3], let end = unsafe base?[index * 5 + 4] else { return nil }
        return unsafe String(decoding: UnsafeBufferPointer(start: start, count: end - start), as: UTF8.self)
    }
}
