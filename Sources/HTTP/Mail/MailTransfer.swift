import CCurl
import Domain

/// One SMTP session: its `CURL` handle and what its callbacks need. Lives on one thread.
@safe final class MailTransfer {
    private var easy: EasyHandle
    private var recipients = HeaderList()
    private let envelope: MailEnvelope
    fileprivate var gate: AddressGate
    private var sent = 0
    private var replies = SMTPReplies()
    private var isCancelled: () -> Bool = { false }

    /// Nil when there is no memory.
    init?(_ envelope: MailEnvelope, addresses: AddressPolicy, certificates: String?) {
        guard let easy = EasyHandle() else { return nil }
        self.easy = easy
        self.envelope = envelope
        gate = AddressGate(addresses)
        setSession(certificates)
        setMail()
        setCallbacks()
    }

    /// Blocks until the server has taken the mail or something went wrong.
    func perform(isCancelled: @escaping () -> Bool) -> Result<Int, MailFailure> {
        self.isCancelled = isCancelled
        guard easy.flaw == CURLE_OK else {
            return .failure(MailFailure(status: nil, "libcurl cannot send this mail (error \(easy.flaw.rawValue))"))
        }
        let code = unsafe curl_easy_perform(easy.pointer)
        let status = replies.status
        if code == CURLE_OK { return .success(status ?? 250) }
        return .failure(MailFailure(status: status, message(code, status)))
    }

    // MARK: options

    private func setSession(_ certificates: String?) {
        easy.set(CURLOPT_URL, envelope.server)
        easy.set(CURLOPT_PROTOCOLS_STR, "smtp,smtps")
        easy.set(CURLOPT_NOSIGNAL, 1)
        easy.set(CURLOPT_QUICK_EXIT, 1)
        easy.set(CURLOPT_TIMEOUT_MS, Int(clamping: min(max(envelope.timeout, 1), 3_600) * 1_000))
        easy.set(CURLOPT_CONNECTTIMEOUT_MS, 10_000)
        easy.set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        easy.set(CURLOPT_USE_SSL, Int(envelope.requiresTLS ? CURLUSESSL_ALL.rawValue : CURLUSESSL_NONE.rawValue))
        easy.set(CURLOPT_CAPATH, nil)
        if let certificates { easy.set(CURLOPT_CAINFO, certificates) }
        easy.set(CURLOPT_PROXY, "")
        if let username = envelope.username {
            easy.set(CURLOPT_USERNAME, username)
            easy.set(CURLOPT_PASSWORD, envelope.password ?? "")
        }
    }

    private func setMail() {
        easy.set(CURLOPT_MAIL_FROM, "<\(envelope.from)>")
        for mailbox in envelope.to { recipients.append("<\(mailbox)>") }
        easy.set(CURLOPT_MAIL_RCPT, recipients)
        easy.set(CURLOPT_UPLOAD, 1)
        easy.note(unsafe hl_setopt_off(easy.pointer, CURLOPT_INFILESIZE_LARGE, curl_off_t(envelope.message.count)))
    }

    private func setCallbacks() {
        let me = unsafe Unmanaged.passUnretained(self).toOpaque()
        unsafe easy.set(CURLOPT_READDATA, pointer: me)
        unsafe easy.set(CURLOPT_HEADERDATA, pointer: me)
        unsafe easy.set(CURLOPT_XFERINFODATA, pointer: me)
        unsafe easy.set(CURLOPT_OPENSOCKETDATA, pointer: me)
        easy.note(unsafe hl_setopt_data_fn(easy.pointer, CURLOPT_READFUNCTION, onMailWanted))
        easy.note(unsafe hl_setopt_data_fn(easy.pointer, CURLOPT_HEADERFUNCTION, onReply))
        easy.note(unsafe hl_setopt_data_fn(easy.pointer, CURLOPT_WRITEFUNCTION, onNothing))
        easy.note(unsafe hl_setopt_xferinfo(easy.pointer, onProgress))
        easy.note(unsafe hl_setopt_opensocket(easy.pointer, onMailSocket))
        easy.set(CURLOPT_NOPROGRESS, 0)
    }

    // MARK: what went wrong

    private func message(_ code: CURLcode, _ status: Int?) -> String {
        let host = envelope.server.split(separator: "/").last.map(String.init) ?? "the mail server"
        if let blocked = gate.blocked {
            return "\(host) leads to \(blocked), which may not be asked"
        }
        let reply = status.map { " (\(replies.told ?? String($0)))" } ?? ""
        return switch code {
        case CURLE_COULDNT_RESOLVE_HOST: "the name \(host) is not known"
        case CURLE_COULDNT_CONNECT: "no connection to \(host)"
        case CURLE_OPERATION_TIMEDOUT: "timed out waiting for \(host)"
        case CURLE_ABORTED_BY_CALLBACK: "stopped"
        case CURLE_USE_SSL_FAILED: "\(host) offers no TLS\(reply)"
        case CURLE_LOGIN_DENIED: "\(host) refused user and password\(reply)"
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CACERT_BADFILE:
            "no safe connection to \(host): \(unsafe String(cString: curl_easy_strerror(code)))"
        default:
            (status ?? 0) >= 400
                ? "\(host) refused the mail\(reply)"
                : "\(host): \(unsafe String(cString: curl_easy_strerror(code)))\(reply)"
        }
    }

    // MARK: callbacks

    fileprivate func give(_ room: UnsafeMutableRawBufferPointer) -> Int {
        let piece = envelope.message[sent...].prefix(room.count)
        unsafe room.copyBytes(from: piece)
        sent += piece.count
        return piece.count
    }

    fileprivate func take(_ line: [UInt8]) { replies.take(line) }

    fileprivate var isToStop: Bool { isCancelled() }
}

/// The numbers of a session's replies.
struct SMTPReplies {
    /// The last reply's code.
    private(set) var status: Int?
    /// The last reply's code and, where it has one, its enhanced code (RFC 3463): `550 5.1.1`. Never its words.
    private(set) var told: String?

    mutating func take(_ line: [UInt8]) {
        let digits = line.prefix(3)
        guard digits.count == 3, let code = Int(String(decoding: digits, as: UTF8.self)), (200...599).contains(code),
            code != 221,  // a goodbye tells nothing of the mail
            line.count == 3 || line[3] == 0x20 || line[3] == 0x2D || line[3] == 0x0D || line[3] == 0x0A
        else { return }
        status = code
        let isNumeral = { (byte: UInt8) in (0x30...0x39).contains(byte) || byte == 0x2E }
        let enhanced = String(decoding: line.dropFirst(4).prefix { isNumeral($0) }.prefix(11), as: UTF8.self)
        let isEnhanced = enhanced.split(separator: ".", omittingEmptySubsequences: false).count == 3
        told = isEnhanced ? "\(code) \(enhanced)" : String(code)
    }
}

private func mail(_ owner: UnsafeMutableRawPointer?) -> MailTransfer? {
    guard let owner = unsafe owner else { return nil }
    return unsafe Unmanaged<MailTransfer>.fromOpaque(owner).takeUnretainedValue()
}

private func onMailWanted(
    _ bytes: UnsafeMutablePointer<CChar>?,
    _ size: Int,
    _ count: Int,
    _ owner: UnsafeMutableRawPointer?
) -> Int {
    guard let mail = unsafe mail(owner) else { return Int(CURL_READFUNC_ABORT) }
    return unsafe mail.give(UnsafeMutableRawBufferPointer(start: bytes, count: size * count))
}

private func onReply(
    _ bytes: UnsafeMutablePointer<CChar>?,
    _ size: Int,
    _ count: Int,
    _ owner: UnsafeMutableRawPointer?
) -> Int {
    let line = unsafe [UInt8](UnsafeRawBufferPointer(start: bytes, count: size * count))
    unsafe mail(owner)?.take(line)
    return size * count
}

private func onNothing(
    _ bytes: UnsafeMutablePointer<CChar>?,
    _ size: Int,
    _ count: Int,
    _ owner: UnsafeMutableRawPointer?
) -> Int { size * count }

private func onProgress(
    _ owner: UnsafeMutableRawPointer?,
    _ toGet: curl_off_t,
    _ got: curl_off_t,
    _ toSend: curl_off_t,
    _ sent: curl_off_t
) -> Int32 { unsafe mail(owner)?.isToStop == true ? 1 : 0 }

/// Judges the address about to be connected to, after the look-up.
private func onMailSocket(
    _ owner: UnsafeMutableRawPointer?,
    _ purpose: curlsocktype,
    _ address: UnsafeMutablePointer<curl_sockaddr>?
) -> curl_socket_t {
    guard let mail = unsafe mail(owner) else { return -1 }
    return unsafe mail.gate.socket(for: address)
}
