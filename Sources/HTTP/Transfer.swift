import CCurl
import Domain

/// One hop on its way: its `CURL` handle, what has arrived, and who waits for it.
///
/// Lives on the event loop's thread alone, as its callbacks do; owned by `HTTPClient`, which gives a plain one its next
/// hop once this one is through: making a handle and telling it all its options costs more than a short answer.
@safe final class Transfer {
    /// What all transfers of a client have in common.
    struct Setting {
        let addresses: AddressPolicy
        let proxy: String?
        let certificates: String?
    }

    private(set) var id: UInt64
    /// As `WebURL.server`.
    private(set) var host: String
    var easy: EasyHandle
    /// Nothing of this hop stays in the handle: a GET with neither credentials nor a certificate of its own.
    private(set) var isPlain: Bool
    private var headers = HeaderList()
    private var url: WebURL
    private let addresses: AddressPolicy
    var gate: AddressGate
    private(set) var answer: IncomingAnswer
    /// Of a compressed body.
    private var packedEnd: PackedEnd?
    /// libcurl shows the bytes of the body as they come.
    private var isWatched = false
    private let proxy: ProxyReading?
    /// Where libcurl writes what went wrong.
    private let complaint: UnsafeMutablePointer<CChar>

    init?(id: UInt64, exchange: Exchange, setting: Setting) {
        guard let easy = EasyHandle() else { return nil }
        self.id = id
        self.easy = easy
        host = exchange.url.server
        url = exchange.url
        isPlain = exchange.isPlain
        addresses = setting.addresses
        proxy = setting.proxy.map { ProxyReading($0) }
        gate = AddressGate(setting.addresses)
        answer = IncomingAnswer(maxBody: exchange.request.maxBody)
        unsafe complaint = .allocate(capacity: Int(CURL_ERROR_SIZE))
        unsafe complaint.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        setFixed()
        setProxy(setting)
        setCallbacks(filters: setting.proxy == nil)
        self.easy.set(CURLOPT_CAPATH, nil)  // a folder would switch off the cache of parsed certificates
        if let file = setting.certificates { self.easy.set(CURLOPT_CAINFO, file) }
        setRequest(exchange)
    }

    /// Makes a plain transfer whose hop is through ready for the next one, which is plain, too.
    func renew(id: UInt64, exchange: Exchange) {
        self.id = id
        host = exchange.url.server
        url = exchange.url
        gate = AddressGate(addresses)
        answer = IncomingAnswer(maxBody: exchange.request.maxBody)
        unsafe complaint.pointee = 0
        packedEnd = nil
        if isWatched {
            isWatched = false
            easy.set(CURLOPT_VERBOSE, 0)
            easy.set(CURLOPT_NOPROGRESS, 1)
        }
        setRequest(exchange)
    }

    /// Lets go of the answer: one that waits for its next hop holds no body.
    func rest() { answer = IncomingAnswer(maxBody: 0) }

    deinit { unsafe complaint.deallocate() }

    /// How long it took, in milliseconds.
    var milliseconds: Int64 { easy.number(CURLINFO_TOTAL_TIME_T) / 1_000 }

    /// What it came to, when libcurl says it has ended.
    func result(_ code: CURLcode) -> Result<HTTPResponse, FetchFailure> {
        var hasMoreBehind = false
        if !answer.isWell || code != CURLE_OK || (proxy != nil && answer.status == 407) {
            let reading = FailureReading(
                code: code,
                answer: answer,
                blocked: gate.blocked,
                url: url,
                progress: HopProgress(easy),
                proxy: proxy,
                complaint: unsafe String(cString: complaint)
            )
            if let failure = reading.failure { return .failure(failure) }
            hasMoreBehind = reading.hasMoreBehind
        }
        var response = HTTPResponse(url: url.text, status: answer.status, headers: answer.headers, body: answer.body)
        response.lacksEnd =
            hasMoreBehind || (packedEnd.map { !answer.body.isEmpty && !$0.isThere(of: answer.body) } ?? false)
        return .success(response)
    }

    // MARK: options

    /// What holds for every hop.
    private func setFixed() {
        easy.set(CURLOPT_PROTOCOLS_STR, "http,https")
        easy.set(CURLOPT_DISALLOW_USERNAME_IN_URL, 1)
        // All that libcurl was built with is undone; what is asked for stands in `headerList`.
        easy.set(CURLOPT_ACCEPT_ENCODING, "")
        easy.set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        easy.set(CURLOPT_NOSIGNAL, 1)
        // Else a time-out waits for the thread that looks the name up, and every other transfer with it.
        easy.set(CURLOPT_QUICK_EXIT, 1)
    }

    /// What is of this hop alone; each option that one plain hop sets, every plain hop sets.
    private func setRequest(_ exchange: Exchange) {
        let request = exchange.request
        easy.set(CURLOPT_URL, exchange.url.text)
        // To the proxy itself; to the server it goes with the others.
        if proxy != nil { easy.set(CURLOPT_USERAGENT, request.userAgent ?? HTTPGlobal.userAgent) }
        let isSecure = exchange.url.scheme == "https"
        easy.set(CURLOPT_HTTP_VERSION, Int(isSecure ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_1_1))
        // Rather wait for a connection to share than open another; what never shares would wait for the first answer
        // all the same.
        easy.set(CURLOPT_PIPEWAIT, isSecure ? 1 : 0)
        var headers = Self.headerList(exchange)
        switch request.method {
        case "POST":
            easy.set(CURLOPT_POST, 1)
            easy.setBody(request.body ?? [])
            headers.append("Expect:")
        case "HEAD": easy.set(CURLOPT_NOBODY, 1)
        default: easy.set(CURLOPT_HTTPGET, 1)
        }
        easy.set(CURLOPT_HTTPHEADER, headers)
        self.headers = headers
        setCredentials(exchange)
        setLimits(exchange)
    }

    /// With what has options of its own: libcurl prints those twice, a byte at a time.
    private static func headerList(_ exchange: Exchange) -> HeaderList {
        var list = HeaderList()
        let fields = exchange.headers
        func hasOwn(_ name: String) -> Bool { fields.contains { $0.name.isSameHeaderName(as: name) } }
        if !hasOwn("User-Agent") {
            list.append(exchange.request.userAgent.map { "User-Agent: \($0)" } ?? HTTPGlobal.userAgentLine)
        }
        if !hasOwn("Accept-Encoding") { list.append(HTTPGlobal.codingsLine) }
        for field in fields {
            list.append(field.value.isEmpty ? "\(field.name);" : "\(field.name): \(field.value)")
        }
        return list
    }

    private func setCredentials(_ exchange: Exchange) {
        if let credentials = exchange.credentials {
            let parts = credentials.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            easy.set(CURLOPT_HTTPAUTH, Int(bitPattern: UInt(1)))  // CURLAUTH_BASIC, sent at once
            easy.set(CURLOPT_USERNAME, String(parts.first ?? ""))
            easy.set(CURLOPT_PASSWORD, parts.count > 1 ? String(parts[1]) : "")
        }
        if exchange.url.scheme == "https", let certificate = exchange.clientCertificate {
            easy.set(CURLOPT_SSLCERT_BLOB, copying: certificate.certificate)
            easy.set(CURLOPT_SSLKEY_BLOB, copying: certificate.key)
            // Never nil: OpenSSL would ask at the terminal.
            easy.set(CURLOPT_KEYPASSWD, certificate.password ?? "")
        }
    }

    private func setLimits(_ exchange: Exchange) {
        easy.set(CURLOPT_TIMEOUT_MS, Int(clamping: exchange.timeLeft))
        easy.set(CURLOPT_CONNECTTIMEOUT_MS, Int(clamping: min(exchange.timeLeft, 10_000)))
        if exchange.request.method != "POST" {  // a receiver may think; a feed that drips is stalling
            easy.set(CURLOPT_LOW_SPEED_LIMIT, 200)
            easy.set(CURLOPT_LOW_SPEED_TIME, 15)
        }
    }

    /// With a proxy the addresses are the proxy's business: it looks up the names.
    private func setProxy(_ setting: Setting) {
        easy.set(CURLOPT_PROXY, setting.proxy ?? "")  // "" keeps the environment's proxies out
        easy.set(CURLOPT_NOPROXY, "")
        easy.set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
    }

    private func setCallbacks(filters: Bool) {
        let me = unsafe Unmanaged.passUnretained(self).toOpaque()
        unsafe easy.set(CURLOPT_PRIVATE, pointer: me)
        unsafe easy.set(CURLOPT_ERRORBUFFER, pointer: UnsafeMutableRawPointer(complaint))
        unsafe easy.set(CURLOPT_HEADERDATA, pointer: me)
        unsafe easy.set(CURLOPT_WRITEDATA, pointer: me)
        easy.note(unsafe hl_setopt_data_fn(easy.pointer, CURLOPT_HEADERFUNCTION, onHeader))
        easy.note(unsafe hl_setopt_data_fn(easy.pointer, CURLOPT_WRITEFUNCTION, onBody))
        unsafe easy.set(CURLOPT_DEBUGDATA, pointer: me)
        easy.note(unsafe hl_setopt_debug(easy.pointer, onTrace))
        unsafe easy.set(CURLOPT_XFERINFODATA, pointer: me)
        easy.note(unsafe hl_setopt_xferinfo(easy.pointer, onHopProgress))
        easy.set(CURLOPT_NOPROGRESS, 1)
        guard filters else { return }
        unsafe easy.set(CURLOPT_OPENSOCKETDATA, pointer: me)
        unsafe easy.set(CURLOPT_PREREQDATA, pointer: me)
        easy.note(unsafe hl_setopt_opensocket(easy.pointer, onOpenSocket))
        easy.note(unsafe hl_setopt_prereq(easy.pointer, onRequest))
    }

    // MARK: callbacks

    func takeBody(_ piece: UnsafeRawBufferPointer) -> Bool {
        unsafe answer.takeBody(piece, wire: Int(clamping: easy.number(CURLINFO_SIZE_DOWNLOAD_T)))
    }

    func takeHeader(_ line: Span<UInt8>) -> Bool {
        let hadHeaders = answer.hasHeaders
        guard answer.takeHeader(line) else { return false }
        if !hadHeaders, answer.hasHeaders { watch() }
        return true
    }

    /// Takes bytes of the body as they came.
    @unsafe func takeRaw(_ bytes: UnsafeRawBufferPointer) {
        unsafe packedEnd?.take(bytes)
        answer.takeWire(bytes.count)
    }

    /// From here on libcurl shows the bytes as they come, where they are compressed or chunked; it would cost each transfer
    /// something.
    private func watch() {
        func value(_ name: String) -> String? {
            answer.headers.last { $0.name.isSameHeaderName(as: name) }?.value.lowercased()
        }
        let isChunked = value("transfer-encoding") == "chunked"
        if answer.isSuccess, let coding = value("content-encoding").flatMap({ PackedEnd.Coding($0) }) {
            packedEnd = PackedEnd(coding, isChunked: isChunked)
        }
        guard packedEnd != nil || isChunked else { return }
        isWatched = true
        easy.set(CURLOPT_VERBOSE, 1)
        // Framing comes without a call for header or body: so it can be stopped, too.
        if isChunked { easy.set(CURLOPT_NOPROGRESS, 0) }
    }
}
