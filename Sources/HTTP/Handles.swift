import CCurl

/// Owns one `CURL` handle and remembers the first option that it would not take.
@safe struct EasyHandle: ~Copyable {
    let pointer: UnsafeMutableRawPointer
    private(set) var flaw = CURLE_OK

    /// Nil when there is no memory.
    init?() {
        guard let pointer = unsafe curl_easy_init() else { return nil }
        unsafe self.pointer = pointer
    }

    deinit { unsafe curl_easy_cleanup(pointer) }

    mutating func set(_ option: CURLoption, _ value: Int) { note(unsafe hl_setopt_long(pointer, option, value)) }

    mutating func set(_ option: CURLoption, _ value: String?) { note(unsafe hl_setopt_str(pointer, option, value)) }

    @unsafe mutating func set(_ option: CURLoption, pointer value: UnsafeMutableRawPointer?) {
        note(unsafe hl_setopt_ptr(pointer, option, value))
    }

    mutating func set(_ option: CURLoption, _ list: borrowing HeaderList) {
        note(unsafe hl_setopt_slist(pointer, option, list.pointer))
    }

    /// Sends `body`; libcurl keeps its own copy.
    mutating func setBody(_ body: [UInt8]) {
        note(unsafe hl_setopt_off(pointer, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body.count)))
        let code = unsafe body.withUnsafeBytes { bytes in
            unsafe hl_setopt_ptr(pointer, CURLOPT_COPYPOSTFIELDS, UnsafeMutableRawPointer(mutating: bytes.baseAddress))
        }
        note(code)
    }

    /// Gives libcurl a copy of `text` as a file's contents.
    mutating func set(_ option: CURLoption, copying text: String) {
        let bytes = Array(text.utf8)
        note(unsafe bytes.withUnsafeBytes { unsafe hl_setopt_blob(pointer, option, $0.baseAddress, $0.count) })
    }

    /// Notes what an option set elsewhere came to.
    mutating func note(_ code: CURLcode) {
        if flaw == CURLE_OK { flaw = code }
    }

    borrowing func number(_ info: CURLINFO) -> Int64 {
        var value: curl_off_t = 0
        return unsafe hl_getinfo_off(pointer, info, &value) == CURLE_OK ? Int64(value) : 0
    }

    /// As `number`, of what libcurl counts in a `long`.
    borrowing func count(_ info: CURLINFO) -> Int {
        var value = 0
        return unsafe hl_getinfo_long(pointer, info, &value) == CURLE_OK ? value : 0
    }
}

/// Owns a `curl_slist` of header lines.
@safe struct HeaderList: ~Copyable {
    private(set) var pointer: UnsafeMutablePointer<curl_slist>?

    init() { unsafe pointer = nil }

    deinit { unsafe curl_slist_free_all(pointer) }

    mutating func append(_ line: String) {
        // When there is no memory the list stays as it was, and a request goes without the line.
        if let longer = unsafe curl_slist_append(pointer, line) { unsafe pointer = longer }
    }
}

/// Owns one `CURLM` handle: the connections that are kept open, and the cache of names and certificates.
@safe struct MultiHandle: ~Copyable {
    private let pointer: UnsafeMutableRawPointer

    /// Opens a handle that reports to `loop` and keeps up to `connections` open.
    init(loop: EventLoop, connections: Int) {
        guard let pointer = unsafe curl_multi_init() else {
            preconditionFailure("no memory for libcurl's multi handle")
        }
        unsafe self.pointer = pointer
        let owner = unsafe Unmanaged.passUnretained(loop).toOpaque()
        unsafe hl_multi_setopt_long(pointer, CURLMOPT_MAXCONNECTS, connections)
        unsafe hl_multi_setopt_ptr(pointer, CURLMOPT_SOCKETDATA, owner)
        unsafe hl_multi_setopt_ptr(pointer, CURLMOPT_TIMERDATA, owner)
        unsafe hl_multi_setopt_socket(pointer) { _, socket, what, owner, _ in
            if let owner = unsafe owner {
                unsafe Unmanaged<EventLoop>.fromOpaque(owner).takeUnretainedValue().socket(socket, wants: what)
            }
            return 0
        }
        unsafe hl_multi_setopt_timer(pointer) { _, milliseconds, owner in
            if let owner = unsafe owner {
                unsafe Unmanaged<EventLoop>.fromOpaque(owner).takeUnretainedValue().timer(in: milliseconds)
            }
            return 0
        }
    }

    deinit { unsafe curl_multi_cleanup(pointer) }

    borrowing func add(_ transfer: Transfer) -> CURLMcode {
        unsafe curl_multi_add_handle(pointer, transfer.easy.pointer)
    }

    borrowing func remove(_ transfer: Transfer) { unsafe curl_multi_remove_handle(pointer, transfer.easy.pointer) }

    borrowing func act(on socket: Int32, _ bits: Int32) {
        var running: Int32 = 0
        unsafe curl_multi_socket_action(pointer, socket, bits, &running)
    }

    /// The next transfer that has ended, with what it came to.
    borrowing func nextEnded() -> (transfer: Transfer, code: CURLcode)? {
        var left: Int32 = 0
        while let message = unsafe curl_multi_info_read(pointer, &left) {
            guard unsafe message.pointee.msg == CURLMSG_DONE else { continue }
            let code = unsafe message.pointee.data.result
            var owner: UnsafeMutableRawPointer?
            guard unsafe hl_getinfo_ptr(message.pointee.easy_handle, CURLINFO_PRIVATE, &owner) == CURLE_OK,
                let owner = unsafe owner
            else { continue }
            return (unsafe Unmanaged<Transfer>.fromOpaque(owner).takeUnretainedValue(), code)
        }
        return nil
    }
}
