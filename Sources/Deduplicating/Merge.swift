/// Walks two lists sorted by hash side by side.
enum Merge {
    static func walk(_ left: [TextFeature], _ right: [TextFeature], _ body: (TextFeature?, TextFeature?) -> Void) {
        var i = 0
        var j = 0
        while i < left.count || j < right.count {
            if j == right.count || (i < left.count && left[i].hash < right[j].hash) {
                body(left[i], nil)
                i += 1
            } else if i == left.count || right[j].hash < left[i].hash {
                body(nil, right[j])
                j += 1
            } else {
                body(left[i], right[j])
                i += 1
                j += 1
            }
        }
    }
}

/// Set arithmetic on sorted hashes.
enum Shingling {
    /// How many both have, and the share of the smaller set.
    static func containment(_ left: [UInt32], _ right: [UInt32]) -> (shared: Int, share: Double) {
        var i = 0
        var j = 0
        var shared = 0
        while i < left.count, j < right.count {
            if left[i] < right[j] {
                i += 1
            } else if right[j] < left[i] {
                j += 1
            } else {
                shared += 1
                i += 1
                j += 1
            }
        }
        let least = min(left.count, right.count)
        return (shared, least == 0 ? 0 : Double(shared) / Double(least))
    }
}
