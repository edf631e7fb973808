extension Timestamp {
    /// IMF-fixdate (RFC 9110 §5.6.7), which RFC 822 readers take as well: `Sun, 06 Nov 1994 08:49:37 GMT`.
    package var httpDate: String {
        let civil = civil
        let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
        let weekday = weekdays[((day + 4) % 7 + 7) % 7]  // 1970-01-01 was a Thursday
        let year = String(repeating: "0", count: max(0, 4 - String(civil.year).count)) + String(civil.year)
        return "\(weekday), \(two(civil.day)) \(months[civil.month - 1]) \(year) "
            + "\(two(civil.hour)):\(two(civil.minute)):\(two(civil.second)) GMT"
    }
}
