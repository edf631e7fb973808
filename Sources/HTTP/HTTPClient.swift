import CCurl
package import Domain

/// Takes requests, gives answers: all of libcurl, on one thread of its own.
///
/// - Takes: `HTTPRequest`s from any task, as many as there are.
/// - Gives: a whole `HTTPResponse`, or the one reason why there is none; never throws, never answers twice.
/// - Bounds: `concurrency` transfers at once, `perHost` of them to one host, hosts in turn. What waits holds no socket
///   and no time-out runs. Memory is bounded by `concurrency` times the largest `maxBody`.
/// - Safety: one address policy and one set of certificates per client, so a connection that one policy permitted is
///   never used under another. No cookies, no Referer, no proxy but the policy's, certificates always verified, TLS 1.2
///   or newer. HTTP/2 where a server speaks it, connections used again.
/// - Cancelling: a cancelled task's transfer ends at once with `.cancelled`.
@safe package actor HTTPClient {
    /// What one hop came to, and how long it took.
    private struct Hop: Sendable {
        let result: Result<HTTPResponse, FetchFailure>
        let milliseconds: Int64
    }

    private struct Waiter {
        let exchange: Exchange
        let continuation: CheckedContinuation<Hop, Never>
    }

    private nonisolated let loop: EventLoop
    private let multi: MultiHandle
    private let trust: Trust
    private let setting: Transfer.Setting
    private var queue: HostQueue
    private var waiting: [UInt64: Waiter] = [:]
    private var live: [UInt64: (transfer: Transfer, continuation: CheckedContinuation<Hop, Never>)] = [:]
    /// Plain transfers whose hop is through: the next ones take their handles.
    private var resting: [Transfer] = []
    private let mostResting: Int
    private var lastID: UInt64 = 0
    private var isShut = false

    /// The event loop's thread.
    package nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.asUnownedSerialExecutor() }

    /// The event loop's thread for tasks that do little but wait for answers: they wake nobody. What takes time, or
    /// blocks, must leave it (`withTaskExecutorPreference`), since all transfers wait for it. Only while the client lives.
    package nonisolated var thread: any TaskExecutor { LoopTasks(loop: loop) }

    /// - Parameters:
    ///   - policy: which addresses may be asked, what is trusted, which proxy.
    ///   - concurrency: transfers at once.
    ///   - perHost: of those, to one host.
    package init(policy: NetworkPolicy, concurrency: Int, perHost: Int) {
        HTTPGlobal.start()
        let loop = EventLoop()
        let trust = Trust(further: policy.caFile)
        self.loop = loop
        setting = Transfer.Setting(
            addresses: AddressPolicy(policy),
            proxy: policy.proxy,
            certificates: trust.path
        )
        self.trust = trust
        multi = MultiHandle(loop: loop, connections: min(max(concurrency, 8), 4_096))
        mostResting = min(max(concurrency, 1), 128)
        queue = HostQueue(places: concurrency, perHost: perHost)
        loop.start(
            onEvent: { [weak self] socket, bits in self?.assumeIsolated { $0.multi.act(on: socket, bits) } },
            afterEvents: { [weak self] in self?.assumeIsolated { $0.settle() } }
        )
    }

    deinit { loop.stop() }

    /// Sends one request, follows its redirects, and waits for the whole answer.
    package func send(_ request: HTTPRequest) async -> Result<HTTPResponse, FetchFailure> {
        var exchange: Exchange
        do {
            exchange = try Exchange(request)
        } catch {
            return .failure(error)
        }
        while true {
            if let flaw = trust.flaw, exchange.url.scheme == "https" { return .failure(FetchFailure(.tls, flaw)) }
            let hop = await run(exchange)
            switch exchange.received(hop.result, after: hop.milliseconds) {
            case .follow: continue
            case .done(let result): return result
            }
        }
    }

    /// Returns when the transfer thread has come round: a watchdog asks whether it still does.
    package func ping() {}

    /// Ends all that waits or runs with `.cancelled`, and takes no more.
    package func shutdown() {
        isShut = true
        resting = []
        for id in Array(waiting.keys) + Array(live.keys) { cancel(id) }
    }

    /// Waits for a place, then for the hop.
    private func run(_ exchange: Exchange) async -> Hop {
        lastID += 1
        let id = lastID
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                if isShut {
                    continuation.resume(returning: Self.cancelled)
                    return
                }
                waiting[id] = Waiter(exchange: exchange, continuation: continuation)
                queue.add(id, host: exchange.url.server)
                startWhatMay()
            }
        } onCancel: {
            Task { await self.cancel(id) }
        }
    }

    private static let cancelled = Hop(result: .failure(FetchFailure(.cancelled, "stopped")), milliseconds: 0)

    private func cancel(_ id: UInt64) {
        if let waiter = waiting.removeValue(forKey: id) {
            queue.remove(id, host: waiter.exchange.url.server)
            waiter.continuation.resume(returning: Self.cancelled)
        } else if let (transfer, continuation) = live.removeValue(forKey: id) {
            multi.remove(transfer)
            queue.finish(host: transfer.host)
            continuation.resume(returning: Self.cancelled)
            keep(transfer)
            startWhatMay()
        }
    }

    private func startWhatMay() {
        while let id = queue.next() {
            guard let waiter = waiting.removeValue(forKey: id) else { continue }
            start(id, waiter)
        }
    }

    private func start(_ id: UInt64, _ waiter: Waiter) {
        guard let transfer = transfer(id, waiter.exchange), transfer.easy.flaw == CURLE_OK,
            multi.add(transfer) == CURLM_OK
        else {
            queue.finish(host: waiter.exchange.url.server)
            let failure = FetchFailure(.other, "libcurl cannot take the request")
            waiter.continuation.resume(returning: Hop(result: .failure(failure), milliseconds: 0))
            return
        }
        live[id] = (transfer, waiter.continuation)
    }

    private func transfer(_ id: UInt64, _ exchange: Exchange) -> Transfer? {
        guard exchange.isPlain, let transfer = resting.popLast() else {
            return Transfer(id: id, exchange: exchange, setting: setting)
        }
        transfer.renew(id: id, exchange: exchange)
        return transfer
    }

    private func keep(_ transfer: Transfer) {
        guard transfer.isPlain, !isShut, resting.count < mostResting else { return }
        transfer.rest()
        resting.append(transfer)
    }

    /// Hands out what has ended and starts what waited for its place.
    private func settle() {
        while let (transfer, code) = multi.nextEnded() {
            multi.remove(transfer)
            guard let (_, continuation) = live.removeValue(forKey: transfer.id) else { continue }
            queue.finish(host: transfer.host)
            continuation.resume(
                returning: Hop(result: transfer.result(code), milliseconds: transfer.milliseconds)
            )
            keep(transfer)
        }
        startWhatMay()
    }
}
