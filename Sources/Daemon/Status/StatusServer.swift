import Domain
import HTTP
import Logging

/// The status server's life: listens where the configuration says, moves at a reload, tries again where it cannot.
///
/// An address that cannot be had is an error in the log, told once, and no end of the program: telling the news comes
/// before telling how it goes.
actor StatusServer {
    private struct Asked: Sendable {
        let request: ServerRequest
        let reply: HTTPServer.Reply
        let address: ListenAddress
        let policy: StatusPolicy
    }

    private let desk: StatusDesk
    private let log: Logger
    private let asked: AsyncStream<Asked>
    private let inbox: AsyncStream<Asked>.Continuation
    private var policy: StatusPolicy?
    private var serving: (server: HTTPServer, policy: StatusPolicy)?
    /// Told already.
    private var trouble: Problem?

    /// A hub's document; polling brings what is longer.
    private static let mostBody = 4_000_000

    init(desk: StatusDesk, log: Logger) {
        self.desk = desk
        self.log = log
        (asked, inbox) = AsyncStream.makeStream(of: Asked.self, bufferingPolicy: .bufferingOldest(128))
    }

    /// Answers until cancelled; every five seconds it tries again to listen where it should.
    func run() async {
        let asked = asked
        let desk = desk
        await withDiscardingTaskGroup { group in
            group.addTask {
                await withDiscardingTaskGroup { answers in
                    for await one in asked {
                        // As many at once as there are connections.
                        answers.addTask { one.reply(await desk.answer(one.request, at: one.address, one.policy)) }
                    }
                }
            }
            group.addTask {
                while !Task.isCancelled {
                    do { try await Task.sleep(for: .seconds(5)) } catch { return }
                    await self.listen()
                }
            }
        }
        close()
    }

    /// Listens as `policy` says from here on; the old address is given up when the new one is had.
    func move(to policy: StatusPolicy) {
        if policy != self.policy { trouble = nil }
        self.policy = policy
        listen()
    }

    private func close() {
        serving?.server.stop()
        serving = nil
    }

    private func listen() {
        guard let policy, serving?.policy != policy else { return }
        guard let wanted = policy.listen else { return close() }
        // The same port has to be free before it can be had again; another one is taken first.
        if serving?.policy.listen?.port == wanted.port { close() }
        do {
            let server = try open(wanted, policy)
            close()
            serving = (server, policy)
            trouble = nil
            log.notice("status page", metadata: ["url": "http://\(server.address)/"])
        } catch {
            if trouble != error { log.error("no status page, tried again", metadata: ["reason": "\(error)"]) }
            trouble = error
        }
    }

    private func open(_ wanted: ListenAddress, _ policy: StatusPolicy) throws(Problem) -> HTTPServer {
        var limits = ServerLimits()
        let hasHubs = policy.publicURL != nil
        limits.body = { request in hasHubs && request.method == "POST" ? Self.mostBody : 0 }
        let inbox = inbox
        let bound = Locked(wanted)
        let server = try HTTPServer(wanted, limits: limits) { request, reply in
            let asked = Asked(request: request, reply: reply, address: bound.withLock { $0 }, policy: policy)
            if case .dropped = inbox.yield(asked) { reply(ServerResponse(503)) }
        }
        bound.withLock { $0 = server.address }
        return server
    }
}
