import CLibXML2
import Domain
import Glibc

/// How a run of libxml2 over a document ended.
enum XMLOutcome {
    case finished
    /// Not well-formed; the line is libxml2's, from 1.
    case malformed(message: String, line: Int)
    /// The receiver has all it wants.
    case stopped
    /// Beyond a bound: elements nested too deep, a tag too long.
    case bounded(String)
    /// The processor time for one document is used up.
    case exhausted
}

/// Owns one libxml2 SAX2 push parser; the compiler forbids a second owner.
///
/// The handler table is our own, with no entity or DTD callback, and the user data is not the parser context: so nothing is
/// ever expanded, resolved or loaded, whatever a document declares, and `XML_PARSE_NOENT` only makes attributes arrive
/// with `&` for `&amp;`. Documents must be UTF-8 already; the declared encoding is not looked at.
@safe
struct XMLReader: ~Copyable {
    /// A start tag that is longer is refused: libxml2 compares its attributes pair by pair.
    static let longestTag = 64 << 10
    private static let chunk = 16 << 10
    /// CPU time for one document, seconds. What is linear needs a few milliseconds.
    private static let longestTime = 2

    /// libxml2's globals, made once and before the first parser.
    private static let library: Void = xmlInitParser()

    private let context: xmlParserCtxtPtr
    private let sink: UnsafeMutablePointer<SAXSink>

    /// What was read so far.
    var handler: FeedHandler { unsafe sink.pointee.handler }

    /// With `recovers`, it keeps going after errors: for documents that were repaired already.
    init?(_ handler: FeedHandler, recovers: Bool) {
        _ = Self.library
        hl_xml_quiet()
        let sink = UnsafeMutablePointer<SAXSink>.allocate(capacity: 1)
        unsafe sink.initialize(to: SAXSink(handler, recovers: recovers))
        var table = unsafe SAXSink.table()
        guard let made = unsafe xmlCreatePushParserCtxt(&table, sink, nil, 0, nil) else {
            unsafe sink.deinitialize(count: 1)
            unsafe sink.deallocate()
            return nil
        }
        unsafe context = made
        unsafe self.sink = sink
        unsafe sink.pointee.attach(to: context)
        var options = XML_PARSE_NONET.rawValue | XML_PARSE_NOENT.rawValue | XML_PARSE_IGNORE_ENC.rawValue
        options |= XML_PARSE_NOERROR.rawValue | XML_PARSE_NOWARNING.rawValue
        if recovers { options |= XML_PARSE_RECOVER.rawValue }
        _ = unsafe xmlCtxtUseOptions(context, Int32(options))
        _ = unsafe xmlSwitchEncoding(context, XML_CHAR_ENCODING_UTF8)
    }

    deinit {
        if let document = unsafe context.pointee.myDoc { unsafe xmlFreeDoc(document) }
        unsafe xmlFreeParserCtxt(context)
        unsafe sink.deinitialize(count: 1)
        unsafe sink.deallocate()
    }

    /// Runs over `text` from `start`; UTF-8 that begins with `<`.
    borrowing func read(_ text: [UInt8], from start: Int, recovers: Bool) -> XMLOutcome {
        unsafe text.withUnsafeBufferPointer { text in
            guard !recovers, let lifted = unsafe LiftedSections(text, from: start) else {
                return unsafe run(UnsafeBufferPointer(rebasing: text[start...]), recovers)
            }
            // The sink is done with `text` before this closure ends.
            unsafe sink.pointee.lift(lifted.sections, of: text)
            return unsafe lifted.text.withUnsafeBufferPointer { unsafe run($0, recovers) }
        }
    }

    @unsafe private borrowing func run(_ text: UnsafeBufferPointer<UInt8>, _ recovers: Bool) -> XMLOutcome {
        let deadline = Self.processorTime() + Self.longestTime * 1_000
        var offset = 0
        var rounds = 0
        while offset < text.count {
            let count = min(Self.chunk, text.count - offset)
            let part = unsafe UnsafeRawPointer(text.baseAddress)?.advanced(by: offset)
            _ = unsafe xmlParseChunk(context, part?.assumingMemoryBound(to: CChar.self), Int32(count), 0)
            offset += count
            rounds += 1
            if let outcome = state(recovers) { return outcome }
            if rounds % 4 == 0, Self.processorTime() > deadline { return .exhausted }
        }
        _ = unsafe xmlParseChunk(context, nil, 0, 1)
        return state(recovers) ?? .finished
    }

    private borrowing func state(_ recovers: Bool) -> XMLOutcome? {
        if unsafe sink.pointee.handler.isDone { return .stopped }
        if let bound = unsafe sink.pointee.handler.bound { return .bounded(bound) }
        if !recovers, unsafe context.pointee.wellFormed == 0 {
            if unsafe sink.pointee.handler.rootEnded { return .finished }
            guard let error = unsafe xmlCtxtGetLastError(context) else {
                return .malformed(message: "not well-formed", line: 0)
            }
            let message = unsafe error.pointee.message.map { unsafe String(cString: $0) } ?? "not well-formed"
            let line = unsafe error.pointee.line
            return .malformed(
                message: message.split(separator: "\n").first.map(String.init) ?? message,
                line: Int(line)
            )
        }
        if let input = unsafe context.pointee.input, unsafe context.pointee.instate == XML_PARSER_START_TAG,
            unsafe input.pointee.end - input.pointee.cur > Self.longestTag
        {
            return .bounded("a tag is longer than 64 KB")
        }
        return nil
    }

    /// CPU time of this thread, milliseconds.
    private static func processorTime() -> Int {
        var time = timespec()
        _ = unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return time.tv_sec * 1_000 + time.tv_nsec / 1_000_000
    }
}
