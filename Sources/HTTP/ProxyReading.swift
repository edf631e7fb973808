import CCurl
import Domain

/// How far a hop had come when it ended.
struct HopProgress {
    let wasResolved: Bool
    let wasConnected: Bool
    /// TLS is through.
    let wasSecured: Bool
    /// Ready to send, or sent.
    let wasReady: Bool
    /// Over a connection of its own, not one that was there.
    let isOnNewConnection: Bool
    /// What a proxy answered to CONNECT; 0 where it was not asked, or did not answer.
    let tunnelStatus: Int

    init(_ easy: borrowing EasyHandle) {
        wasResolved = easy.number(CURLINFO_NAMELOOKUP_TIME_T) > 0
        wasConnected = easy.number(CURLINFO_CONNECT_TIME_T) > 0
        wasSecured = easy.number(CURLINFO_APPCONNECT_TIME_T) > 0
        wasReady = easy.number(CURLINFO_PRETRANSFER_TIME_T) > 0
        isOnNewConnection = easy.count(CURLINFO_NUM_CONNECTS) > 0
        tunnelStatus = easy.count(CURLINFO_HTTP_CONNECTCODE)
    }
}

/// Tells what failed at the proxy and not at the feed's server behind it.
struct ProxyReading {
    /// Host and port, without the password.
    let name: String
    private let isSOCKS: Bool

    /// `proxy`: as it was configured, with or without a scheme.
    init(_ proxy: String) {
        let rest = proxy.firstRange(of: "://").map { proxy[$0.upperBound...] } ?? proxy[...]
        let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        isSOCKS = proxy.lowercased().hasPrefix("socks")
        name = String(authority.lastIndex(of: "@").map { authority[authority.index(after: $0)...] } ?? authority)
    }

    /// What the proxy is to blame for; nil where it is not the proxy's. `status` is the answer's, 0 without one; `complaint`
    /// libcurl's words, printable.
    func failure(
        _ code: CURLcode,
        status: Int,
        url: WebURL,
        progress: HopProgress,
        complaint: String
    ) -> FetchFailure? {
        if url.scheme == "http" && !isSOCKS && status == 407 || progress.tunnelStatus == 407 {
            return FetchFailure(
                .connect,
                "the proxy \(name) wants another user or password (HTTP status 407); see network.proxy"
            )
        }
        switch code {
        case CURLE_OK: return nil
        case CURLE_COULDNT_RESOLVE_PROXY: return FetchFailure(.dns, "the proxy's name in \(name) is not known")
        case CURLE_COULDNT_CONNECT: return FetchFailure(.connect, "no connection to the proxy \(name)")
        case CURLE_PROXY:
            return FetchFailure(.connect, "the proxy \(name) gave no way to \(url.host): \(complaint)")
        case CURLE_OPERATION_TIMEDOUT where !progress.wasResolved:
            return FetchFailure(.dns, "no name server answered for the proxy \(name)")
        case CURLE_OPERATION_TIMEDOUT where !progress.wasConnected:
            return FetchFailure(.connect, "no connection to the proxy \(name) in time")
        default: break
        }
        // Behind SOCKS all that follows is the server's.
        guard !isSOCKS else { return nil }
        if url.scheme == "http" {
            let isBroken = [CURLE_GOT_NOTHING, CURLE_RECV_ERROR, CURLE_SEND_ERROR].contains(code)
            guard isBroken, status == 0 else { return nil }
            return FetchFailure(.connect, "the proxy \(name) broke off before it answered for \(url.host)")
        }
        guard progress.isOnNewConnection, !progress.wasSecured,
            !(200...299).contains(progress.tunnelStatus)
        else { return nil }
        if progress.tunnelStatus > 0 {
            let said = "HTTP status \(progress.tunnelStatus) to CONNECT"
            return FetchFailure(.connect, "the proxy \(name) refused the way to \(url.host) (\(said))")
        }
        return code == CURLE_OPERATION_TIMEDOUT
            ? FetchFailure(.timeout, "timed out waiting for the proxy \(name)")
            : FetchFailure(.connect, "the proxy \(name) broke off before there was a way to \(url.host)")
    }
}
