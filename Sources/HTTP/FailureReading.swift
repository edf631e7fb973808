import CCurl
import Domain

/// Tells from libcurl's code, and from how far the answer had come, what went wrong.
///
/// Nothing in a message comes from the answer itself, and no URL's query or userinfo is in it.
struct FailureReading {
    let code: CURLcode
    let answer: IncomingAnswer
    let blocked: IPAddress?
    let url: WebURL
    let progress: HopProgress
    let proxy: ProxyReading?
    let complaint: String

    /// Nil when the answer may be used.
    var failure: FetchFailure? {
        if let blocked, code != CURLE_OK {
            return FetchFailure(.blockedAddress, "\(url.host) leads to \(Self.text(blocked)), which may not be asked")
        }
        switch answer.refusal {
        case .headers: return FetchFailure(.tooBig, status: status, "header fields of more than 64 KB")
        case .body: return FetchFailure(.tooBig, status: status, "a body of more than \(answer.maxBody) bytes")
        case .wire:
            return FetchFailure(.tooBig, status: status, "a body of more bytes than \(answer.maxBody) with its framing")
        case .ratio: return FetchFailure(.tooBig, status: status, "a body that unpacks more than 200 times")
        case .enough, nil: break
        }
        if let failure = proxy?.failure(
            code,
            status: answer.status,
            url: url,
            progress: progress,
            complaint: cleaned
        ) {
            return failure
        }
        if code == CURLE_OK {
            guard (200...999).contains(answer.status) else { return FetchFailure(.http, "an answer without a status") }
            return nil
        }
        // Of an error or a redirect only status and header fields are read, and they are all there.
        if answer.hasHeaders, !answer.isSuccess { return nil }
        if hasMoreBehind { return nil }
        return FetchFailure(kind, status: status, message)
    }

    /// The compressed body has ended and something follows it: a second member, padding, garbage. What came up to there may
    /// be taken, though nobody can say whether it is all.
    var hasMoreBehind: Bool {
        guard code == CURLE_WRITE_ERROR, answer.refusal == nil, answer.isSuccess, !answer.body.isEmpty else {
            return false
        }
        return answer.headers.contains { $0.name.isSameHeaderName(as: "content-encoding") }
    }

    /// A header line longer than libcurl takes (100 KB), which it tells as a lack of memory, or as too much since 8.6.
    private var isEndlessLine: Bool {
        (code == CURLE_OUT_OF_MEMORY || code.rawValue == 100) && progress.wasReady && !answer.hasHeaders
    }

    private var status: Int? { answer.status >= 100 ? answer.status : nil }

    private var kind: FetchFailure.Kind {
        switch code {
        case CURLE_URL_MALFORMAT: .badURL
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY: .dns
        case CURLE_COULDNT_CONNECT, CURLE_GOT_NOTHING: .connect
        case CURLE_OPERATION_TIMEDOUT: progress.wasResolved ? .timeout : .dns
        case CURLE_PARTIAL_FILE: .truncated
        case CURLE_RECV_ERROR, CURLE_SEND_ERROR, CURLE_HTTP2, CURLE_HTTP2_STREAM:
            // In TLS 1.3 a server refuses the client's certificate, or misses it, after the handshake.
            answer.hasHeaders ? .truncated : complaint.contains(" alert ") ? .tls : .connect
        case CURLE_BAD_CONTENT_ENCODING, CURLE_WRITE_ERROR: .encoding
        case _ where isEndlessLine: .tooBig
        case CURLE_FILESIZE_EXCEEDED: .tooBig
        case CURLE_UNSUPPORTED_PROTOCOL, CURLE_WEIRD_SERVER_REPLY: .http
        default: Self.ofTLS.contains(code.rawValue) ? .tls : .other
        }
    }

    private static let ofTLS: Set<UInt32> = Set(
        [
            CURLE_SSL_CONNECT_ERROR, CURLE_SSL_ENGINE_NOTFOUND, CURLE_SSL_ENGINE_SETFAILED, CURLE_SSL_CERTPROBLEM,
            CURLE_SSL_CIPHER, CURLE_PEER_FAILED_VERIFICATION, CURLE_USE_SSL_FAILED, CURLE_SSL_ENGINE_INITFAILED,
            CURLE_SSL_CACERT_BADFILE, CURLE_SSL_SHUTDOWN_FAILED, CURLE_SSL_CRL_BADFILE, CURLE_SSL_ISSUER_ERROR,
            CURLE_SSL_PINNEDPUBKEYNOTMATCH, CURLE_SSL_INVALIDCERTSTATUS, CURLE_SSL_CLIENTCERT,
        ].map(\.rawValue)
    )

    private var message: String {
        switch (kind, code) {
        case (.dns, CURLE_OPERATION_TIMEDOUT): "no name server answered for \(url.host)"
        case (.dns, _): "the name \(url.host) is not known"
        case (.connect, CURLE_GOT_NOTHING): "\(url.host) closed the connection without an answer"
        case (.connect, CURLE_COULDNT_CONNECT): "no connection to \(url.host) port \(url.port)"
        case (.connect, _): "\(url.host) broke the connection off before it answered"
        case (.timeout, _): answer.hasHeaders ? "timed out in the body" : "timed out waiting for \(url.host)"
        case (.tls, _): "no safe connection to \(url.host): \(cleaned)"
        case (.truncated, _): "the answer broke off before its end"
        case (.encoding, _): "the body cannot be decompressed"
        case (.http, _): "what answered at \(url.host) is no HTTP"
        case (.tooBig, _) where isEndlessLine: "a header line of more than 100 KB"
        default: "libcurl error \(code.rawValue): \(cleaned)"
        }
    }

    /// libcurl's own words, in printable ASCII.
    private var cleaned: String {
        let text = complaint.isEmpty ? unsafe String(cString: curl_easy_strerror(code)) : complaint
        return String(decoding: text.utf8.prefix(160).map { $0 >= 0x20 && $0 < 0x7F ? $0 : 0x3F }, as: UTF8.self)
    }

    private static func text(_ address: IPAddress) -> String { address.description }
}
