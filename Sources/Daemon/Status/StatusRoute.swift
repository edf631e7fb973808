import Alerting
import Domain
import HTTP

/// What a request to the status server asks for; exact paths, no files.
enum StatusRoute: Hashable {
    case page, style, health, metrics, atom, jsonFeed
    /// A hub's callback, by its token.
    case hub(String)

    /// - Parameters:
    ///   - path: without the query, as sent: nothing is decoded, so nothing can be disguised.
    ///   - publicURL: its path may stand before a callback's, where a proxy passes it on.
    init?(path: String, publicURL: String?) {
        switch path {
        case "/": self = .page
        case "/style.css": self = .style
        case "/healthz": self = .health
        case "/metrics": self = .metrics
        case AlertFeed.atomPath: self = .atom
        case AlertFeed.jsonPath: self = .jsonFeed
        default:
            guard let token = Self.token(path, publicURL: publicURL) else { return nil }
            self = .hub(token)
        }
    }

    static let callbackPath = "/websub/"

    private static func token(_ path: String, publicURL: String?) -> String? {
        guard let publicURL else { return nil }
        let afterScheme = publicURL.firstRange(of: "://")?.upperBound ?? publicURL.startIndex
        let prefix = publicURL[afterScheme...].firstIndex(of: "/").map { String(publicURL[$0...]) } ?? ""
        for start in [callbackPath, prefix + callbackPath] where path.hasPrefix(start) {
            let token = path.dropFirst(start.count)
            let isHexadecimal = token.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
            if token.utf8.count == 32, isHexadecimal { return String(token) }
        }
        return nil
    }

    /// The methods that it answers, for `Allow`.
    var methods: [String] {
        if case .hub = self { return ["GET", "POST"] }
        return ["GET", "HEAD"]
    }
}
