import CCurl

/// An http or https URL, read by libcurl's own parser, so that what is checked is what is asked; only what is plain beyond
/// doubt is taken as it stands (`PlainURL`).
package struct WebURL: Sendable, Hashable {
    /// `http` or `https`.
    package let scheme: String
    /// Lower case, ASCII: other names in their `xn--` form (RFC 5891); IPv6 in brackets.
    package let host: String
    /// The scheme's own where none is written.
    package let port: Int
    /// Whole, without userinfo and fragment.
    package let text: String
    /// What counts as one host for politeness: its name, and the port where it is another than http's or https's, as behind that another
    /// server answers.
    var server: String { port == 80 || port == 443 ? host : "\(host):\(port)" }
    /// `user:password` that stood in it, percent-decoded. Never part of `text`.
    package let credentials: String?

    /// Scheme, host and port: what credentials hold for (RFC 6454 §4).
    package var origin: String { "\(scheme)://\(host):\(port)" }

    /// Why a text is no URL to ask.
    package struct Flaw: Error, Sendable {
        /// One line, without the URL.
        package let reason: String
    }

    /// Longer ones are an attack or a mistake (RFC 9110 §4.1 asks for 8,000).
    private static let longest = 8_192

    /// Reads an absolute URL.
    package init(_ text: String) throws(Flaw) {
        guard let plain = PlainURL(text) else {
            try self.init(text, base: nil)
            return
        }
        self.init(plain, text)
    }

    private init(_ plain: PlainURL, _ text: String) {
        scheme = plain.scheme
        host = plain.host
        port = plain.port
        self.text = text
        credentials = nil
    }

    /// Reads a `Location`: absolute, or relative to this URL. Userinfo in it is refused.
    package func resolving(_ location: String) throws(Flaw) -> WebURL {
        guard !location.isEmpty else { throw Flaw(reason: "an empty Location") }
        let target = try WebURL(location, base: self.text)
        guard target.credentials == nil else { throw Flaw(reason: "a Location with userinfo") }
        return target
    }

    /// Whatever it is, by libcurl.
    init(_ text: String, base: String?) throws(Flaw) {
        guard text.utf8.count <= Self.longest else { throw Flaw(reason: "longer than \(Self.longest) bytes") }
        guard !text.utf8.contains(where: { $0 <= 0x20 || $0 == 0x7F || $0 == 0x5C }) else {
            throw Flaw(reason: "a control character, space or backslash in it")
        }
        let parts = Parts()
        if let base { try parts.set(CURLUPART_URL, base) }
        try parts.set(CURLUPART_URL, text)
        scheme = (parts.get(CURLUPART_SCHEME) ?? "").lowercased()
        guard scheme == "http" || scheme == "https" else { throw Flaw(reason: "neither http nor https") }
        let written = parts.get(CURLUPART_HOST) ?? ""
        guard !written.isEmpty else { throw Flaw(reason: "no host") }
        let isPlain = written.utf8.allSatisfy { $0 < 0x80 }
        if !isPlain { HTTPGlobal.start() }
        host = (isPlain ? written : try parts.asciiHost()).lowercased()
        guard let port = Int(parts.get(CURLUPART_PORT, flags: CURLU_DEFAULT_PORT) ?? ""), (1...65_535).contains(port)
        else { throw Flaw(reason: "no port that can be asked") }
        self.port = port
        let user = parts.get(CURLUPART_USER, flags: CURLU_URLDECODE)
        let password = parts.get(CURLUPART_PASSWORD, flags: CURLU_URLDECODE)
        credentials = user == nil && password == nil ? nil : "\(user ?? ""):\(password ?? "")"
        try parts.set(CURLUPART_USER, nil)
        try parts.set(CURLUPART_PASSWORD, nil)
        try parts.set(CURLUPART_FRAGMENT, nil)
        guard let whole = parts.get(CURLUPART_URL, flags: isPlain ? 0 : CURLU_PUNYCODE) else {
            throw Flaw(reason: "malformed")
        }
        self.text = whole
    }
}

/// Owns one `CURLU` handle.
@safe private struct Parts: ~Copyable {
    private let handle: OpaquePointer?

    init() { unsafe handle = curl_url() }

    deinit { unsafe curl_url_cleanup(handle) }

    borrowing func set(_ part: CURLUPart, _ text: String?) throws(WebURL.Flaw) {
        let code = unsafe curl_url_set(handle, part, text, UInt32(CURLU_URLENCODE))
        guard code == CURLUE_OK else { throw WebURL.Flaw(reason: Self.reason(code)) }
    }

    /// - Returns: nil where the URL has no such part.
    borrowing func get(_ part: CURLUPart, flags: Int32 = 0) -> String? {
        var found: UnsafeMutablePointer<CChar>?
        guard unsafe curl_url_get(handle, part, &found, UInt32(flags)) == CURLUE_OK, let text = unsafe found else {
            return nil
        }
        defer { unsafe curl_free(text) }
        return unsafe String(cString: text)
    }

    /// The host's name as name servers know it.
    borrowing func asciiHost() throws(WebURL.Flaw) -> String {
        var found: UnsafeMutablePointer<CChar>?
        let code = unsafe curl_url_get(handle, CURLUPART_HOST, &found, UInt32(CURLU_PUNYCODE))
        guard code != CURLUE_LACKS_IDN else {
            throw WebURL.Flaw(reason: "the libcurl here reads host names in ASCII alone; write the name as xn--…")
        }
        // Older ones say that they lack memory when a name cannot be one.
        guard code == CURLUE_OK, let text = unsafe found else {
            throw WebURL.Flaw(reason: "a host name that has no ASCII form")
        }
        defer { unsafe curl_free(text) }
        return unsafe String(cString: text)
    }

    private static func reason(_ code: CURLUcode) -> String {
        switch code {
        case CURLUE_BAD_PORT_NUMBER: "a bad port number"
        case CURLUE_UNSUPPORTED_SCHEME, CURLUE_BAD_SCHEME: "neither http nor https"
        case CURLUE_NO_HOST, CURLUE_BAD_HOSTNAME, CURLUE_BAD_IPV6: "no host name in it"
        default: "malformed"
        }
    }
}
