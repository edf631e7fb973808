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

    /// `userAgent` as a line of a request.
    static let userAgentLine = "User-Agent: \(userAgent)"

    /// The codings that this libcurl undoes (RFC 9110 §12.5.3), as a line of a request.
    static let codingsLine: String = {
        let features = unsafe Int(hl_version_info()?.pointee.features ?? 0)
        let known: [(feature: Int32, name: String)] = [
            (CURL_VERSION_LIBZ, "gzip, deflate"), (CURL_VERSION_BROTLI, "br"), (CURL_VERSION_ZSTD, "zstd"),
        ]
        let codings = known.filter { features & Int($0.feature) != 0 }.map(\.name)
        return "Accept-Encoding: \(codings.isEmpty ? "identity" : codings.joined(separator: ", "))"
    }()
}
