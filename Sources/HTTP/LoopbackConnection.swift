import Domain
import Glibc

/// One connection: bytes come in until a request is whole, then its answer goes out.
struct LoopbackConnection {
    private static let mostHead = 65_536
    private static let mostBody = 16_000_000

    let descriptor: Int32
    private(set) var output: ArraySlice<UInt8> = []
    private(set) var isClosed = false
    private var input: [UInt8] = []
    private var closesAfterwards = false
    private var hasContinued = false

    init(descriptor: Int32) { self.descriptor = descriptor }

    /// Goes on as far as it can without waiting.
    mutating func serve(_ handler: (LoopbackServer.Request) -> LoopbackServer.Response) {
        if output.isEmpty { receive() }
        while !isClosed {
            send()
            guard output.isEmpty, !isClosed else { return }
            if closesAfterwards {
                isClosed = true
                return
            }
            guard answer(handler) else { return }
        }
    }

    private mutating func receive() {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = unsafe recv(descriptor, &buffer, buffer.count, 0)
        if count > 0 {
            input.append(contentsOf: buffer[..<count])
        } else if count == 0 || (errno != EAGAIN && errno != EINTR) {
            isClosed = true
        }
    }

    private mutating func send() {
        while !output.isEmpty {
            let count = unsafe output.withUnsafeBytes { bytes in
                unsafe Glibc.send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else {
                if errno != EAGAIN && errno != EINTR { isClosed = true }
                return
            }
            output = output.dropFirst(count)
        }
    }

    /// Takes one whole request out of the input and puts its answer into the output. False while none is whole.
    private mutating func answer(_ handler: (LoopbackServer.Request) -> LoopbackServer.Response) -> Bool {
        guard let head = LoopbackHead(input) else {
            if input.count > Self.mostHead { refuse(431) }
            return input.count > Self.mostHead
        }
        guard head.isSound, head.field("transfer-encoding") == nil else {
            refuse(head.isSound ? 411 : 400)
            return true
        }
        let length = head.field("content-length").map { Int($0) ?? .max } ?? 0
        guard length >= 0, length <= Self.mostBody else {
            refuse(413)
            return true
        }
        guard input.count >= head.length + length else {
            guard !hasContinued, head.field("expect")?.lowercased() == "100-continue" else { return false }
            hasContinued = true
            output = Array("HTTP/1.1 100 Continue\r\n\r\n".utf8)[...]
            return true
        }
        hasContinued = false
        let request = LoopbackServer.Request(
            method: head.method,
            target: head.target,
            headers: head.fields,
            body: Array(input[head.length..<head.length + length])
        )
        input.removeFirst(head.length + length)
        closesAfterwards = head.field("connection")?.lowercased() == "close"
        put(handler(request), withBody: head.method != "HEAD")
        return true
    }

    private mutating func refuse(_ status: Int) {
        closesAfterwards = true
        put(LoopbackServer.Response(status), withBody: true)
    }

    private mutating func put(_ response: LoopbackServer.Response, withBody: Bool) {
        var head = "HTTP/1.1 \(response.status) \(response.status < 400 ? "OK" : "Refused")\r\n"
        for field in response.headers { head += "\(field.name): \(field.value)\r\n" }
        if response.status != 304 && response.status != 204 { head += "Content-Length: \(response.body.count)\r\n" }
        if closesAfterwards { head += "Connection: close\r\n" }
        output = (Array("\(head)\r\n".utf8) + (withBody ? response.body : []))[...]
    }
}

/// A request's head.
private struct LoopbackHead {
    let method: String
    let target: String
    let fields: [HeaderField]
    /// With the empty line.
    let length: Int
    /// False where the request line or a field is none.
    let isSound: Bool

    /// Nil while the empty line has not come.
    init?(_ bytes: [UInt8]) {
        let end: [UInt8] = [0x0D, 0x0A, 0x0D, 0x0A]
        guard let range = bytes.prefix(65_536).firstRange(of: end) else { return nil }
        length = range.upperBound
        let lines = String(decoding: bytes[..<range.lowerBound], as: UTF8.self).split(
            separator: "\r\n",
            omittingEmptySubsequences: false
        )
        let words = (lines.first ?? "").split(separator: " ")
        method = words.first.map(String.init) ?? ""
        target = words.count == 3 ? String(words[1]) : ""
        fields = lines.dropFirst().compactMap { line in
            guard let colon = line.firstIndex(of: ":"), colon != line.startIndex else { return nil }
            let value = line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
            return HeaderField(String(line[..<colon]), String(value))
        }
        isSound = words.count == 3 && words[2].hasPrefix("HTTP/1.") && fields.count == lines.count - 1
    }

    func field(_ name: String) -> String? { fields.first { $0.name.lowercased() == name }?.value }
}
