import CCurl
import Domain
import Glibc

/// libcurl's own globals.
package enum HTTPGlobal {
    private static let isReady: Bool = {
        // libidn2 reads host names in the locale's encoding, and the C locale has none beyond ASCII. All else stays C.
        for name in ["C.UTF-8", "en_US.UTF-8"] where unsafe setlocale(LC_CTYPE, name) != nil { break }
        return curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK
    }()

    /// Readies libcurl; before any thread is started, and any number of times.
    package static func start() {
        precondition(isReady, "libcurl cannot be used: curl_global_init failed")
    }

    /// The name that requests go by, where a feed has none of its own.
    package static let userAgent = "Hotline/\(Release.version) (+https://github.com/hotline-news/hotline)"
}
