import Domain
import Fetching
import HTTP

/// What a route answers, before the request's own conditions are looked at.
struct StatusAnswer: Sendable {
    var status = 200
    let contentType: String
    let body: [UInt8]
    /// Set for what a reader may keep and ask again for.
    var lastModified: Timestamp?

    /// With the header fields that every answer has, and 304 where the reader has it already (RFC 9110 §13).
    func response(to request: ServerRequest, at now: Timestamp) -> ServerResponse {
        var headers = Self.common(now)
        guard let lastModified else {
            headers += [HeaderField("Cache-Control", "no-store"), HeaderField("Content-Type", contentType)]
            return ServerResponse(status, headers: headers, body: body)
        }
        let tag = "\"\(Self.hash(body))\""
        headers += [
            HeaderField("Cache-Control", "no-cache"), HeaderField("ETag", tag),
            HeaderField("Last-Modified", lastModified.httpDate),
        ]
        if Self.isKnown(request, tag: tag, lastModified: lastModified) { return ServerResponse(304, headers: headers) }
        headers.append(HeaderField("Content-Type", contentType))
        return ServerResponse(status, headers: headers, body: body)
    }

    /// A change is to be noticed, nobody forges what he reads himself.
    private static func hash(_ bytes: [UInt8]) -> String {
        String(FNV1a.hash(bytes), radix: 16)
    }

    /// `If-None-Match` decides where it is given; `If-Modified-Since` else (RFC 9110 §13.2.2).
    private static func isKnown(_ request: ServerRequest, tag: String, lastModified: Timestamp) -> Bool {
        let tags = request.allHeaders("if-none-match")
        if !tags.isEmpty {
            return tags.flatMap { $0.split(separator: ",") }.contains { text in
                let trimmed = text.filter { $0 != " " && $0 != "\t" }
                return trimmed == "*" || trimmed == tag || trimmed == "W/\(tag)"
            }
        }
        return request.header("if-modified-since").flatMap(HTTPDate.parse).map { lastModified <= $0 } ?? false
    }

    /// No scripts, no frames, no other origin may read it.
    static func common(_ now: Timestamp) -> [HeaderField] {
        [
            HeaderField("Date", now.httpDate),
            HeaderField("X-Content-Type-Options", "nosniff"),
            HeaderField("Cross-Origin-Resource-Policy", "same-origin"),
            HeaderField("Referrer-Policy", "no-referrer"),
            HeaderField(
                "Content-Security-Policy",
                "default-src 'none'; style-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
            ),
        ]
    }

    /// A line of plain text; nothing of the request is repeated in it.
    static func text(_ status: Int, _ text: String) -> StatusAnswer {
        StatusAnswer(status: status, contentType: "text/plain; charset=utf-8", body: Array("\(text)\n".utf8))
    }
}
