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
    private var turns = Line<String>()

    private struct Host {
        var running = 0
        var waiting = Line<UInt64>()
        var isInTurns = false
    }

    init(places: Int, perHost: Int) {
        self.places = max(1, places)
        self.perHost = max(1, perHost)
    }

    /// Puts a request at the end of its host's line.
    mutating func add(_ id: UInt64, host: String) {
        hosts[host, default: Host()].waiting.append(id)
        offerTurn(to: host)
    }

    /// The request that may start now, which takes a place; nil when none may.
    mutating func next() -> UInt64? {
        while running < places, let name = turns.popFirst() {
            guard var host = hosts[name] else { continue }
            host.isInTurns = false
            let id = host.waiting.popFirst()
            if id != nil { host.running += 1 }
            hosts[name] = host
            guard let id else {
                forgetIfIdle(name)
                continue
            }
            running += 1
            offerTurn(to: name)
            return id
        }
        return nil
    }

    /// Gives a place back.
    mutating func finish(host: String) {
        running -= 1
        hosts[host]?.running -= 1
        offerTurn(to: host)
        forgetIfIdle(host)
    }

    /// Takes a waiting request out of its line.
    mutating func remove(_ id: UInt64, host: String) {
        hosts[host]?.waiting.remove(id)
        forgetIfIdle(host)
    }

    private mutating func offerTurn(to name: String) {
        guard let host = hosts[name], !host.isInTurns, host.running < perHost, !host.waiting.isEmpty else { return }
        hosts[name]?.isInTurns = true
        turns.append(name)
    }

    private mutating func forgetIfIdle(_ name: String) {
        guard let host = hosts[name], host.running == 0, host.waiting.isEmpty, !host.isInTurns else { return }
        hosts[name] = nil
    }
}
