/// Counts of values by size, as Prometheus wants them: buckets with upper bounds, a sum and a count.
struct Histogram: Sendable {
    /// Upper bounds, ascending; what is above the last is counted too.
    let bounds: [Double]
    /// By bucket, not cumulated; one more than `bounds`.
    private(set) var counts: [UInt64]
    private(set) var sum = 0.0

    init(_ bounds: [Double]) {
        self.bounds = bounds
        counts = Array(repeating: 0, count: bounds.count + 1)
    }

    /// Milliseconds to a minute: transfers, deliveries.
    static let transfer = Histogram([0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60])
    /// A millisecond to days: from seen to delivered, retries included.
    static let latency = Histogram([
        0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60, 600, 3_600, 21_600, 86_400, 259_200,
    ])
    /// Seconds to a day: whole seconds are all that due and publication times tell.
    static let delay = Histogram([1, 2, 5, 10, 30, 60, 120, 300, 600, 1_800, 3_600, 21_600, 86_400])

    /// Negative and nonsensical values count as 0: a clock may be set back.
    mutating func observe(_ value: Double) {
        let value = value.isFinite && value > 0 ? value : 0
        counts[bounds.firstIndex { value <= $0 } ?? bounds.count] += 1
        sum += value
    }
}
