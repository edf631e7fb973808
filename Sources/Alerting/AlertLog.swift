package import Domain

/// The append-only log of alerts: one JSON object a line, written through to disk.
///
/// The store is the truth: a line is committed with its alert, then appended and synced here, and only then counts as
/// written (`logPosition`). After a crash in between, the file's end is compared with the store, so that no whole line is
/// lost or repeated. An error leaves the lines for the next try.
package actor AlertLog {
    private let path: String
    private let store: any Store
    private let sleep: @Sendable (Int64) async throws -> Void
    private let tell: @Sendable (AlertLogEvent) -> Void
    private let wakeUp = WakeUp()
    private var file: LogFile?
    /// Why the last try failed.
    private var trouble: String?

    private static let batch = 100

    /// - Parameters:
    ///   - path: absolute; the file is made with mode 0600, its folder must be there.
    ///   - store: where the lines are.
    ///   - sleep: waits for that many seconds, or throws when cancelled.
    ///   - tell: what an operator may want to know; must not block.
    package init(
        path: String,
        store: any Store,
        sleep: @escaping @Sendable (Int64) async throws -> Void = { try await Task.sleep(for: .seconds($0)) },
        tell: @escaping @Sendable (AlertLogEvent) -> Void = { _ in }
    ) {
        self.path = path
        self.store = store
        self.sleep = sleep
        self.tell = tell
    }

    /// Says that the store may have lines.
    package nonisolated func wake() { wakeUp.set() }

    /// Writes lines as they come until its task is cancelled, then once more.
    package func run() async {
        while !Task.isCancelled {
            let isWritten = await catchUp()
            if Task.isCancelled { return }
            let sleep = sleep
            await wakeUp.wait { try await sleep(isWritten ? 60 : 5) }
        }
        await catchUp()
    }

    /// Writes all lines that the file has not got. False when that failed: nothing is lost, try again.
    ///
    /// A trouble that lasts is told once.
    @discardableResult
    package func catchUp() async -> Bool {
        let failure: (reason: String, event: AlertLogEvent)
        do {
            try await append()
            if trouble != nil { tell(.recovered(path: path)) }
            trouble = nil
            return true
        } catch let error as StoreError {
            failure = (error.message, .storeFailed(error))
        } catch {
            // What the file holds now is not known: the next try opens it again and looks.
            file = nil
            let reason = (error as? LogFileError)?.message ?? "\(error)"
            failure = (reason, .fileFailed(path: path, reason: reason))
        }
        if trouble != failure.reason { tell(failure.event) }
        trouble = failure.reason
        return false
    }

    /// Opens the file by its name again, after it was moved away (logrotate).
    package func reopen() async {
        await catchUp()
        file = nil
        await catchUp()
    }

    private func append() async throws {
        var position = try await store.logPosition()
        if file == nil {
            file = try LogFile(path: path)
            // Says that there is a log: retention waits for it from here on.
            if position == 0 { try await store.setLogPosition(0) }
            position = try await mend(from: position)
        }
        while let lines = try await next(after: position), let last = lines.last {
            try file?.append(lines.map(\.line))
            try await store.setLogPosition(last.position)
            position = last.position
        }
    }

    private func next(after position: Int64) async throws(StoreError) -> [(position: Int64, line: [UInt8])]? {
        let lines = try await store.logLines(after: position, limit: Self.batch)
        return lines.isEmpty ? nil : lines
    }

    /// Brings the file's end and the store together. Returns the position that the file has reached.
    ///
    /// Lines that the file has beyond `position` were written before a crash: they are counted, not repeated. Where its
    /// last line is an older one of ours, the end was lost: it is written again from there. A file that ends otherwise
    /// (new, rotated) is left as it is.
    private func mend(from position: Int64) async throws -> Int64 {
        let tail = try file?.tail() ?? []
        guard let last = tail.last else { return position }
        let before = try await store.logLines(after: max(0, position - Int64(Self.batch)), limit: 3 * Self.batch)
        guard let reached = before.last(where: { $0.line == last })?.position else { return position }
        if reached != position { try await store.setLogPosition(reached) }
        return reached
    }
}

/// What the alert log tells an operator.
package enum AlertLogEvent: Sendable {
    case fileFailed(path: String, reason: String)
    /// After one of the others: all lines are in the file again.
    case recovered(path: String)
    case storeFailed(StoreError)
}
