import Domain

/// Who may go next: at most `places` at once, at most `perHost` of them to one host, hosts in turn.
///
/// A host with a thousand requests waits for its own places and holds up no other.
struct HostQueue {
    private let places: Int
    private let perHost: Int
    private var running = 0
    private var hosts: [String: Host] = [:]
    /// Hosts with a request waiting and a place free, in the order in which they get their turn.
    private var turns = Line<Host>()

    /// An object, as it is met at each step.
    private final class Host {
        let name: String
        var running = 0
        var waiting = Line<UInt64>()
        var isInTurns = false

        init(_ name: String) { self.name = name }
    }

    init(places: Int, perHost: Int) {
        self.places = max(1, places)
        self.perHost = max(1, perHost)
    }

    /// Puts a request at the end of its host's line.
    mutating func add(_ id: UInt64, host name: String) {
        let host: Host
        if let known = hosts[name] {
            host = known
        } else {
            host = Host(name)
            hosts[name] = host
        }
        host.waiting.append(id)
        offerTurn(to: host)
    }

    /// The request that may start now, which takes a place; nil when none may.
    mutating func next() -> UInt64? {
        while running < places, let host = turns.popFirst() {
            host.isInTurns = false
            guard let id = host.waiting.popFirst() else {
                forgetIfIdle(host)
                continue
            }
            host.running += 1
            running += 1
            offerTurn(to: host)
            return id
        }
        return nil
    }

    /// Gives a place back.
    mutating func finish(host name: String) {
        running -= 1
        guard let host = hosts[name] else { return }
        host.running -= 1
        offerTurn(to: host)
        forgetIfIdle(host)
    }

    /// Takes a waiting request out of its line.
    mutating func remove(_ id: UInt64, host name: String) {
        guard let host = hosts[name] else { return }
        host.waiting.remove(id)
        forgetIfIdle(host)
    }

    private mutating func offerTurn(to host: Host) {
        guard !host.isInTurns, host.running < perHost, !host.waiting.isEmpty else { return }
        host.isInTurns = true
        turns.append(host)
    }

    private mutating func forgetIfIdle(_ host: Host) {
        guard host.running == 0, host.waiting.isEmpty, !host.isInTurns else { return }
        hosts[host.name] = nil
    }
}
