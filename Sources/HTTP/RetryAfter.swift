package import Domain

/// What a server that refuses says about asking again (`Retry-After`, RFC 9110 §10.2.3).
package enum RetryAfter {
    /// Seconds to wait, from either form.
    ///
    /// A date is measured against the answer's own `Date`, so that neither clock has to be right; `now` stands in.
    /// - Returns: 0 for zero and the past, where the server is ready; nil for none and what cannot be read.
    package static func seconds(_ response: HTTPResponse, now: Timestamp?) -> Int64? {
        guard let field = response.header("retry-after") else { return nil }
        let text = trimmed(field)
        if let seconds = DeltaSeconds.parse(text) { return seconds }
        guard let until = HTTPDate.parse(text),
            let from = response.header("date").flatMap(HTTPDate.parse) ?? now
        else { return nil }
        return min(max(0, until.seconds(since: from)), DeltaSeconds.longest)
    }

    private static func trimmed(_ field: String) -> String {
        let isBlank = { (character: Character) in character == " " || character == "\t" }
        return String(field.drop(while: isBlank).reversed().drop(while: isBlank).reversed())
    }
}

/// A time span in a header field (RFC 9111 §1.2.2).
package enum DeltaSeconds {
    /// More seconds than this is a mistake or an attack; callers clamp further.
    package static let longest: Int64 = 10 * 366 * 86_400

    /// Digits alone, else nil; more of them than fit are the most there is.
    package static func parse(_ text: String) -> Int64? {
        guard !text.isEmpty, text.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else { return nil }
        return min(Int64(text) ?? .max, longest)
    }
}
