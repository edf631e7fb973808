package import Domain
import Foundation

/// Signs deliveries as Standard Webhooks 1.0.0 does: `v1,` and the base64 of HMAC-SHA256 over `ID.TIMESTAMP.BODY`.
package struct WebhookSigner: Sendable {
    private let keys: [[UInt8]]

    /// - Parameter keys: the current key first; a receiver takes any one of the signatures.
    package init(keys: [[UInt8]]) { self.keys = keys }

    /// The key behind `whsec_` and base64; text without that prefix is taken as base64 too, else as it is.
    ///
    /// - Returns: nil for an empty key, or `whsec_` with something that is no base64.
    package static func key(from text: String) -> [UInt8]? {
        let trimmed = text.trimmingCharacters(in: .whitespacesAndNewlines)
        let hasPrefix = trimmed.hasPrefix("whsec_")
        let encoded = hasPrefix ? String(trimmed.dropFirst(6)) : trimmed
        if let data = Data(base64Encoded: encoded), !data.isEmpty { return Array(data) }
        return hasPrefix || trimmed.isEmpty ? nil : Array(trimmed.utf8)
    }

    /// The value of `webhook-signature`: a token for each key, parted by spaces; nil without keys.
    package func signature(id: String, timestamp: Timestamp, body: [UInt8]) -> String? {
        let signed = Array("\(id).\(timestamp.seconds).".utf8) + body
        let tokens = keys.compactMap { key in
            Digest.hmac(signed, key: key).map { "v1," + Data($0).base64EncodedString() }
        }
        return tokens.isEmpty ? nil : tokens.joined(separator: " ")
    }
}
