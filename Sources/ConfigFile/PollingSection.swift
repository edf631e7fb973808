import Domain

extension ConfigurationReader {
    static let policyKeys = ["interval", "min_interval", "max_interval", "timeout", "max_body"]
    private static let limitKeys = ["concurrency", "per_host", "spacing"]
    private static let intervals: ClosedRange<Int64> = 1...30 * 86_400

    /// `polling.concurrency`, `polling.per_host` and `polling.spacing`.
    func limits(_ value: YAMLValue?) -> PollingLimits {
        var limits = PollingLimits()
        guard let polling = value?.mapping(keys: Self.policyKeys + Self.limitKeys) else { return limits }
        limits.concurrency = polling["concurrency"]?.int(in: 1...1_024) ?? limits.concurrency
        limits.perHost = polling["per_host"]?.int(in: 1...256) ?? limits.perHost
        limits.spacing = polling["spacing"]?.duration(in: 0...3_600) ?? limits.spacing
        return limits
    }

    /// The defaults for every feed. Called after `limits`, which notes the unknown keys.
    func policy(_ value: YAMLValue?) -> PollPolicy {
        value?.known.map { policy($0, over: PollPolicy()) } ?? PollPolicy()
    }

    /// What `mapping` says over `defaults`.
    ///
    /// An interval given alone moves the bounds that it was not given with: `interval: 6h` is no contradiction to a
    /// `max_interval` that nobody wrote. Bounds that are written contradict.
    func policy(_ mapping: YAMLMapping, over defaults: PollPolicy) -> PollPolicy {
        let interval = mapping["interval"]?.duration(in: Self.intervals)
        let least = mapping["min_interval"]?.duration(in: Self.intervals)
        let most = mapping["max_interval"]?.duration(in: Self.intervals)
        var policy = defaults
        policy.timeout = mapping["timeout"]?.duration(in: 1...600) ?? defaults.timeout
        policy.maxBody = mapping["max_body"]?.size(in: 1_024...1_000_000_000) ?? defaults.maxBody
        if let least, let most, least > most {
            mapping["min_interval"]?.note("min_interval is longer than max_interval", remedy: "swap them")
        } else if let interval, let least, interval < least {
            mapping["interval"]?.note("interval is shorter than min_interval", remedy: "make one of them fit")
        } else if let interval, let most, interval > most {
            mapping["interval"]?.note("interval is longer than max_interval", remedy: "make one of them fit")
        }
        policy.minInterval = least ?? min(defaults.minInterval, interval ?? .max, most ?? .max)
        policy.maxInterval = most ?? max(defaults.maxInterval, interval ?? 0, policy.minInterval)
        let start = interval ?? defaults.interval
        policy.interval = max(policy.minInterval, min(start, max(policy.minInterval, policy.maxInterval)))
        return policy
    }
}
