import Domain
import Glibc

/// One connection of our own server: bytes come in until a request is whole, then its answer goes out, and so on.
///
/// | stage | what comes next | until |
/// |---|---|---|
/// | idle | a first byte | `idleTime` |
/// | head | the rest of the head | `headTime` |
/// | body | the rest of the body | `transferTime` |
/// | asked | the handler's answer, by `answer` | `transferTime` |
/// | sending | room in the socket | `transferTime` |
/// | lingering | the other side's end: an answer before a whole request must not be lost to a reset | 1 s |
/// | closed | | |
///
/// A time that runs out closes the connection; in the stages head and body with 408, in asked with 503.
struct ServerConnection {
    enum Stage: Equatable { case idle, head, body, asked, sending, lingering, closed }

    let descriptor: Int32
    /// Names the connection for the handler's answer.
    let id: UInt64
    private(set) var stage = Stage.idle
    /// Monotonic seconds.
    private(set) var deadline: Double
    private(set) var output: ArraySlice<UInt8> = []
    /// Bytes of body that it may still hold.
    private(set) var reserved = 0
    private let limits: ServerLimits
    private var input: [UInt8] = []
    private var head: RequestHead?
    private var chunks: ChunkedBody?
    private var closesAfterwards = false

    init(descriptor: Int32, id: UInt64, limits: ServerLimits, now: Double) {
        self.descriptor = descriptor
        self.id = id
        self.limits = limits
        deadline = now + limits.headTime
    }

    /// What poll(2) is to wait for.
    var events: Int32 {
        switch stage {
        case .idle, .head, .body, .lingering: POLLIN
        case .sending: POLLOUT
        case .asked, .closed: 0
        }
    }

    /// The socket has something: goes on as far as it can without waiting.
    ///
    /// - Returns: a request that is whole now; the handler is to be asked.
    mutating func advance(room: Int, now: Double) -> ServerRequest? {
        switch stage {
        case .idle, .head, .body:
            receive(now)
            return next(room: room, now: now)
        case .sending:
            send(now)
            return stage == .idle ? next(room: room, now: now) : nil
        case .lingering:
            discard()
            return nil
        case .asked, .closed: return nil
        }
    }

    /// The handler's answer. Returns the next request where one has come already.
    mutating func answer(_ response: ServerResponse, room: Int, now: Double) -> ServerRequest? {
        guard stage == .asked else { return nil }
        put(response, withBody: head?.method != "HEAD", now)
        head = nil
        send(now)
        return stage == .idle ? next(room: room, now: now) : nil
    }

    mutating func expire(_ now: Double) {
        guard stage != .closed, now >= deadline else { return }
        switch stage {
        case .head, .body: refuse(408, now)
        case .asked: refuse(503, now)
        case .idle, .sending, .lingering, .closed: stage = .closed
        }
    }

    /// Gives way to another connection.
    mutating func close() { stage = .closed }

    // MARK: in

    private mutating func receive(_ now: Double) {
        var buffer = [UInt8](repeating: 0, count: 16_384)
        let count = unsafe recv(descriptor, &buffer, buffer.count, 0)
        guard count > 0 else {
            if count == 0 || (errno != EAGAIN && errno != EINTR) { stage = .closed }
            return
        }
        input.append(contentsOf: buffer[..<count])
        if stage == .idle {
            stage = .head
            deadline = now + limits.headTime
        }
    }

    private mutating func next(room: Int, now: Double) -> ServerRequest? {
        if stage == .idle, !input.isEmpty {
            stage = .head
            deadline = now + limits.headTime
        }
        if stage == .head { readHead(room: room, now) }
        guard stage == .body, let head, let body = takeBody(of: head, room: room, now) else { return nil }
        let request = request(head, body: body)
        reserved = 0
        closesAfterwards = head.closes
        stage = .asked
        deadline = now + limits.transferTime
        return request
    }

    private mutating func readHead(room: Int, _ now: Double) {
        switch RequestHead.read(input[...], limit: limits.head) {
        case .incomplete: return
        case .refused(let status): refuse(status, now)
        case .whole(let head):
            self.head = head
            input.removeFirst(head.length)
            if head.bodyLength > 0 || head.isChunked {
                let limit = limits.body(request(head, body: []))
                guard limit > 0, head.bodyLength <= limit else { return refuse(413, now) }
                guard head.bodyLength <= room else { return refuse(503, now) }
                reserved = head.bodyLength
            }
            chunks = head.isChunked ? ChunkedBody() : nil
            stage = .body
            deadline = now + limits.transferTime
            if head.expectsContinue, head.isChunked ? input.isEmpty : input.count < head.bodyLength {
                // Small enough for the socket's empty buffer.
                let interim = Array("HTTP/1.1 100 Continue\r\n\r\n".utf8)
                _ = unsafe Glibc.send(descriptor, interim, interim.count, Int32(MSG_NOSIGNAL))
            }
        }
    }

    /// The body where it is whole. One that comes in chunks has the room that it needs as it comes.
    private mutating func takeBody(of head: RequestHead, room: Int, _ now: Double) -> [UInt8]? {
        guard var chunks else {
            guard input.count >= head.bodyLength else { return nil }
            defer { input.removeFirst(head.bodyLength) }
            return Array(input.prefix(head.bodyLength))
        }
        self.chunks = nil  // or its bytes would be copied
        let wanted = limits.body(request(head, body: []))
        let free = max(0, room) + reserved
        let progress = chunks.take(&input, limit: min(wanted, free))
        switch progress {
        case .whole: return chunks.bytes
        case .incomplete:
            reserved = chunks.bytes.count
            self.chunks = chunks
        case .refused(let status): refuse(status == 413 && free < wanted ? 503 : status, now)
        }
        return nil
    }

    private func request(_ head: RequestHead, body: [UInt8]) -> ServerRequest {
        ServerRequest(method: head.method, target: head.target, headers: head.fields, body: body)
    }

    private mutating func discard() {
        var buffer = [UInt8](repeating: 0, count: 16_384)
        let count = unsafe recv(descriptor, &buffer, buffer.count, 0)
        if count == 0 || (count < 0 && errno != EAGAIN && errno != EINTR) { stage = .closed }
    }

    // MARK: out

    private mutating func refuse(_ status: Int, _ now: Double) {
        closesAfterwards = true
        input = []
        reserved = 0
        put(ServerResponse(status), withBody: true, now)
        send(now)
    }

    private mutating func put(_ response: ServerResponse, withBody: Bool, _ now: Double) {
        var text = "HTTP/1.1 \(response.status) \(ServerResponse.phrase(response.status))\r\n"
        for field in response.headers { text += "\(field.name): \(field.value)\r\n" }
        if response.status != 304, response.status != 204 { text += "Content-Length: \(response.body.count)\r\n" }
        if closesAfterwards { text += "Connection: close\r\n" }
        output = (Array("\(text)\r\n".utf8) + (withBody ? response.body : []))[...]
        stage = .sending
        // In all, so that one who reads a byte at a time does not hold it for ever.
        deadline = now + limits.transferTime
    }

    private mutating func send(_ now: Double) {
        while !output.isEmpty {
            let count = unsafe output.withUnsafeBytes { bytes in
                unsafe Glibc.send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else {
                if errno != EAGAIN && errno != EINTR { stage = .closed }
                return
            }
            output = output.dropFirst(count)
        }
        guard closesAfterwards else {
            stage = .idle
            deadline = now + limits.idleTime
            return
        }
        shutdown(descriptor, Int32(SHUT_WR))
        stage = .lingering
        deadline = now + 1
    }
}
