package import Domain

/// One request, as a caller wants it answered: redirects, time and size are the client's to watch.
package struct HTTPRequest: Sendable {
    /// Absolute, http or https. Userinfo in it becomes `basicAuth` and is never printed.
    package let url: String
    /// `url`, where the caller has read it.
    let address: WebURL?
    /// `GET`, `HEAD` or `POST`.
    package var method = "GET"
    /// Sent on every hop.
    package var headers: [HeaderField] = []
    /// Sent as it is; nil for none.
    package var body: [UInt8]?
    /// Seconds in all: every hop, from look-up to last byte. Waiting for a free place is not counted.
    package var timeout: Int64 = 30
    /// Bytes after decompression; more is `.tooBig`.
    package var maxBody = 10_000_000
    /// Up to ten redirects of a GET are followed; else a 3xx is an answer like others.
    package var followsRedirects = true
    /// `user:password`; dropped when scheme, host or port changes.
    package var basicAuth: String?
    /// Dropped when scheme, host or port changes.
    package var clientCertificate: ClientCertificate?
    /// Instead of the program's own name.
    package var userAgent: String?
    /// Dropped for good when scheme, host or port changes: keys, tokens, whatever was configured for one publisher.
    package var originHeaders: [HeaderField] = []
    /// Sent on the one hop that asks exactly this URL: validators belong to the URL that gave them.
    package var conditional: Conditional?

    package init(url: String) {
        self.url = url
        address = nil
    }

    /// `url` as it was read, so that it need not be read again.
    package init(url: String, read address: WebURL?) {
        self.url = url
        self.address = address
    }

    /// Header fields for one URL, spelled as `HTTPResponse.url` had it.
    package struct Conditional: Sendable, Hashable {
        /// The URL whose answer the validators are of.
        package let url: String
        /// The fields that make the request conditional.
        package let headers: [HeaderField]

        package init(url: String, headers: [HeaderField]) {
            self.url = url
            self.headers = headers
        }
    }
}

/// A whole answer. One with a 2xx status is complete, decompressed and within the size limit;
/// of any other status the body is cut at 64 KB, since nobody reads it.
package struct HTTPResponse: Sendable {
    /// The URL that answered, after redirects, without userinfo and fragment.
    package var url: String
    /// The same, if 301 and 308 alone led there.
    package var permanentURL: String?
    /// RFC 9110 §15.
    package var status: Int
    /// Of the final answer, in order, white space around values trimmed. `Set-Cookie` is left out.
    package var headers: [HeaderField]
    /// Decompressed; of an error its beginning.
    package var body: [UInt8]
    /// A compressed body lacks its end: all that could be unpacked is there, and nobody can say whether it is all.
    package var lacksEnd = false

    package init(url: String, permanentURL: String? = nil, status: Int, headers: [HeaderField], body: [UInt8]) {
        self.url = url
        self.permanentURL = permanentURL
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// The first field of that name, any case.
    package func header(_ name: String) -> String? {
        headers.first { $0.name.isSameHeaderName(as: name) }?.value
    }

    /// All fields of that name, any case, in order.
    package func allHeaders(_ name: String) -> [String] {
        headers.filter { $0.name.isSameHeaderName(as: name) }.map(\.value)
    }
}

extension String {
    /// Compares as RFC 9110 §5.1 does: ASCII, any case.
    func isSameHeaderName(as other: String) -> Bool {
        utf8.count == other.utf8.count && zip(utf8, other.utf8).allSatisfy { $0.asciiLowercased == $1.asciiLowercased }
    }
}

extension UInt8 {
    var asciiLowercased: UInt8 { self >= 0x41 && self <= 0x5A ? self | 0x20 : self }
}
