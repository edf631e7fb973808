import CCurl

// What libcurl calls, each on the event loop's thread, with the transfer that it is for as its owner.

private func transfer(_ owner: UnsafeMutableRawPointer?) -> Transfer? {
    guard let owner = unsafe owner else { return nil }
    return unsafe Unmanaged<Transfer>.fromOpaque(owner).takeUnretainedValue()
}

func onHeader(
    _ bytes: UnsafeMutablePointer<CChar>?,
    _ size: Int,
    _ count: Int,
    _ owner: UnsafeMutableRawPointer?
) -> Int {
    let line = unsafe UnsafeRawBufferPointer(start: bytes, count: size * count)
    let span = unsafe Span<UInt8>(_unsafeBytes: line)
    guard let transfer = unsafe transfer(owner), transfer.takeHeader(span) else { return -1 }
    return size * count
}

func onBody(
    _ bytes: UnsafeMutablePointer<CChar>?,
    _ size: Int,
    _ count: Int,
    _ owner: UnsafeMutableRawPointer?
) -> Int {
    let piece = unsafe UnsafeRawBufferPointer(start: bytes, count: size * count)
    guard let transfer = unsafe transfer(owner), unsafe transfer.takeBody(piece) else { return -1 }
    return size * count
}

func onTrace(
    _ easy: UnsafeMutableRawPointer?,
    _ kind: curl_infotype,
    _ bytes: UnsafeMutablePointer<CChar>?,
    _ count: Int,
    _ owner: UnsafeMutableRawPointer?
) -> Int32 {
    guard kind == CURLINFO_DATA_IN, let transfer = unsafe transfer(owner) else { return 0 }
    unsafe transfer.takeRaw(UnsafeRawBufferPointer(start: bytes, count: count))
    return 0
}

func onHopProgress(
    _ owner: UnsafeMutableRawPointer?,
    _ total: curl_off_t,
    _ now: curl_off_t,
    _ uploadTotal: curl_off_t,
    _ uploadNow: curl_off_t
) -> Int32 {
    guard let transfer = unsafe transfer(owner) else { return 1 }
    return transfer.answer.refusal == nil ? 0 : 1
}

/// Judges the address about to be connected to: after the look-up, so no name can lie about it.
func onOpenSocket(
    _ owner: UnsafeMutableRawPointer?,
    _ purpose: curlsocktype,
    _ address: UnsafeMutablePointer<curl_sockaddr>?
) -> curl_socket_t {
    guard let transfer = unsafe transfer(owner) else { return -1 }
    return unsafe transfer.gate.socket(for: address)
}

/// Judges again before a request is sent, since a connection that is used again opens no socket.
func onRequest(
    _ owner: UnsafeMutableRawPointer?,
    _ remote: UnsafeMutablePointer<CChar>?,
    _ local: UnsafeMutablePointer<CChar>?,
    _ remotePort: Int32,
    _ localPort: Int32
) -> Int32 {
    guard let transfer = unsafe transfer(owner), let remote = unsafe remote,
        transfer.gate.permits(IPAddress(unsafe String(cString: remote)))
    else { return CURL_PREREQFUNC_ABORT }
    return CURL_PREREQFUNC_OK
}
