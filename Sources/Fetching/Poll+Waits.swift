import Domain

// How long is waited, and how the interval follows a feed.
extension Poll {
    mutating func adapt(to overlap: Double) {
        state.overlap = overlap
        let configured = bounds.clamp(feed.policy.interval)
        switch overlap {
        case 0: state.interval = bounds.least
        case ..<(1.0 / 3): state.interval = bounds.clamp(state.interval / 2)
        case ...(2.0 / 3): state.interval = min(state.interval, configured)
        case ..<1: state.interval = min(bounds.clamp(grown(by: 0.25)), configured)
        default: slowDown(by: 0.1)
        }
    }

    mutating func slowDown(by share: Double) { state.interval = bounds.clamp(grown(by: share)) }

    private func grown(by share: Double) -> Int64 {
        state.interval + max(1, Int64(Double(state.interval) * share))
    }

    mutating func takeHints(_ document: FeedDocument, _ response: FetchResponse) {
        let minutes = document.ttlMinutes.map { Int64(min(max($0, 0), 1_440)) * 60 }
        let seconds = document.updateInterval.map { Int64(min(max($0, 0), 86_400)) }
        state.hintedInterval = [minutes, seconds].compactMap(\.self).filter { $0 > 0 }.max()
        state.skipHours = Array(Set(document.skipHours.filter { (0...23).contains($0) })).sorted()
        state.skipDays = Array(Set(document.skipDays.compactMap(Self.day))).sorted()
        let hubs = document.hubs + response.freshness.hubs.filter { !document.hubs.contains($0) }
        state.hubs = Array(hubs.prefix(8))
        state.selfURL = response.freshness.selfURL ?? document.selfURL
        if let title = document.title { state.title = title }
    }

    /// 0 for Sunday.
    private static func day(_ name: String) -> Int? {
        ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"].firstIndex(of: name.lowercased())
    }

    /// Waits after an answer that went well.
    mutating func rest(_ freshness: Freshness) {
        // Where two polls shared nothing, items may have been missed, which weighs more.
        if state.validators.isEmpty, state.overlap != 0 { state.interval = max(state.interval, leastUnconditional) }
        let wait = wait(freshFor: freshness.secondsLeft ?? state.freshFor)
        later(wait + Int64(Double(wait) * 0.1 * jitter))
        state.nextDue = afterSkips(state.nextDue)
    }

    /// The feed's own pace: nothing that its server has answered is asked for sooner, seconds.
    var rhythm: Int64 { wait(freshFor: state.freshFor) }

    private func wait(freshFor seconds: Int64?) -> Int64 {
        max(state.interval, Self.wish(seconds ?? state.hintedInterval ?? 0), bounds.least)
    }

    /// What a publisher asks for, to a day. One more second, as the clock's are whole: what is asked for is waited whole.
    static func wish(_ seconds: Int64) -> Int64 { seconds > 0 ? min(seconds, longestWait - 1) + 1 : 0 }

    /// Where every poll is a whole document, the interval goes no lower by itself than a quarter of an hour, or than the operator
    /// has it begin.
    private var leastUnconditional: Int64 {
        max(bounds.least, min(Self.leastUnconditionalInterval, bounds.clamp(feed.policy.interval)))
    }

    /// Spread upwards by a tenth where asked; `wait` is given its own spread else.
    mutating func later(_ wait: Int64, spread: Bool = false) {
        state.nextDue = now.advanced(by: max(1, spread ? wait + Int64(Double(wait) * 0.1 * jitter) : wait))
    }

    /// The first full hour that the publisher does not skip, of the week to come; a day from now where all of it is skipped.
    private func afterSkips(_ due: Timestamp) -> Timestamp {
        guard !state.skipHours.isEmpty || !state.skipDays.isEmpty else { return due }
        let last = due.advanced(by: Self.week)
        var time = due
        while isSkipped(time) {
            let hour = time.seconds - Int64(time.civil.minute * 60 + time.civil.second) + 3_600
            time = Timestamp(seconds: hour + Int64(600 * jitter))
            if time > last { return max(due, now.advanced(by: Self.longestWait)) }
        }
        return time
    }

    private func isSkipped(_ time: Timestamp) -> Bool {
        let weekday = ((time.day + 4) % 7 + 7) % 7  // 1970-01-01 was a Thursday
        return state.skipHours.contains(time.civil.hour) || state.skipDays.contains(weekday)
    }
}

/// The least and most seconds between polls that an operator permits.
struct Bounds {
    /// What a configuration may ask for.
    static let longest: Int64 = 30 * 86_400

    let least: Int64
    let most: Int64

    init(_ policy: PollPolicy) {
        least = min(max(policy.minInterval, 1), Self.longest)
        most = min(max(policy.maxInterval, least), Self.longest)
    }

    func clamp(_ seconds: Int64) -> Int64 { min(max(seconds, least), most) }
}
