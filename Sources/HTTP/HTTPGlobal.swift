import CCurl
import Domain

/// libcurl's own globals.
package enum HTTPGlobal {
    private static let isReady: Bool = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    /// Readies libcurl; before any thread is started, and any number of times.
    package static func start() {
        precondition(isReady, "libcurl cannot be used: curl_global_init failed")
    }

    /// The name that requests go by, where a feed has none of its own.
    package static let userAgent = "Hotline/\(Release.version) (+https://github.com/hotline-news/hotline)"
}
