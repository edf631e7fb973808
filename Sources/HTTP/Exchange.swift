import Domain

/// One request over all its hops: a state machine without I/O.
///
/// Redirects are followed here and not by libcurl, since only so each hop can be judged as the first was:
///
/// | the answer | what follows |
/// |---|---|
/// | 301 302 303 307 308 to a GET | the `Location`, up to ten times |
/// | no, empty or malformed `Location`, userinfo in it, another scheme | `.redirect` |
/// | https → http | `.redirect`: a downgrade is never followed |
/// | another scheme, host or port | credentials and `originHeaders` stay behind, also when a later hop comes back |
/// | time all used up | `.timeout` |
///
/// Where 301 and 308 were all there was, the answer has the last URL as `permanentURL`.
struct Exchange {
    private static let mostHops = 10
    private static let redirects: Set<Int> = [301, 302, 303, 307, 308]

    let request: HTTPRequest
    private(set) var url: WebURL
    /// Milliseconds left for all further hops.
    private(set) var timeLeft: Int64
    private var hops = 0
    private var isPermanent = true
    /// False from the first hop on that left the origin.
    private(set) var isAtHome = true

    enum Step {
        case follow
        case done(Result<HTTPResponse, FetchFailure>)
    }

    init(_ request: HTTPRequest) throws(FetchFailure) {
        do {
            url = if let address = request.address { address } else { try WebURL(request.url) }
        } catch {
            throw FetchFailure(.badURL, "the URL cannot be asked: \(error.reason)")
        }
        givenCredentials = url.credentials
        let all = request.headers + request.originHeaders + (request.conditional?.headers ?? [])
        guard all.allSatisfy(\.isSendable), HeaderField("User-Agent", request.userAgent ?? "").isSendable else {
            throw FetchFailure(.other, "a header field that is to be sent has a forbidden character")
        }
        self.request = request
        timeLeft = min(max(request.timeout, 1), 86_400) * 1_000
    }

    /// `user:password` for this hop.
    var credentials: String? { isAtHome ? request.basicAuth ?? givenCredentials : nil }

    /// Who we are, for this hop.
    var clientCertificate: ClientCertificate? { isAtHome ? request.clientCertificate : nil }

    /// A GET that leaves nothing of its own in libcurl's handle.
    var isPlain: Bool {
        request.method == "GET" && request.body == nil && credentials == nil && clientCertificate == nil
    }

    /// Those of the URL that was asked first: a redirect within the origin is still theirs.
    private let givenCredentials: String?

    /// The header fields for this hop; what was configured for the publisher stands in place of ours.
    var headers: [HeaderField] {
        var all = request.headers
        if isAtHome, !request.originHeaders.isEmpty {
            all.removeAll { field in request.originHeaders.contains { $0.name.isSameHeaderName(as: field.name) } }
            all += request.originHeaders
        }
        if let conditional = request.conditional, conditional.url == url.text { all += conditional.headers }
        return all
    }

    /// Takes what a hop came to, and how many milliseconds it took.
    mutating func received(_ answer: Result<HTTPResponse, FetchFailure>, after milliseconds: Int64) -> Step {
        timeLeft -= max(0, milliseconds)
        guard case .success(var response) = answer else { return .done(answer) }
        guard request.followsRedirects, request.method != "POST", Self.redirects.contains(response.status) else {
            response.permanentURL = isPermanent && hops > 0 ? url.text : nil
            return .done(.success(response))
        }
        if let refusal = follow(response) { return .done(.failure(refusal)) }
        return .follow
    }

    private mutating func follow(_ response: HTTPResponse) -> FetchFailure? {
        guard hops < Self.mostHops else { return refusal("more than \(Self.mostHops) redirects", response) }
        guard let location = response.header("location") else {
            return refusal("a redirect without Location", response)
        }
        let target: WebURL
        do {
            target = try url.resolving(location)
        } catch {
            return refusal("the redirect cannot be followed: \(error.reason)", response)
        }
        if url.scheme == "https", target.scheme == "http" {
            return refusal("redirected from https to http", response)
        }
        guard timeLeft > 0 else {
            return FetchFailure(.timeout, status: response.status, "timed out over \(hops + 1) redirects")
        }
        hops += 1
        if response.status != 301, response.status != 308 { isPermanent = false }
        if target.origin != url.origin { isAtHome = false }
        url = target
        return nil
    }

    private func refusal(_ text: String, _ response: HTTPResponse) -> FetchFailure {
        FetchFailure(.redirect, status: response.status, text)
    }
}

extension HeaderField {
    /// True when nothing in it can begin another field (RFC 9110 §5.5).
    var isSendable: Bool {
        !name.isEmpty && Self.all(name) { $0 > 0x20 && $0 < 0x7F && $0 != 0x3A }
            && Self.all(value) { $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }
    }

    private static func all(_ text: String, _ isFit: (UInt8) -> Bool) -> Bool {
        let bytes = text.utf8Span.span
        for index in bytes.indices where !isFit(bytes[index]) { return false }
        return true
    }
}
