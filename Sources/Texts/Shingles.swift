/// Hashes of all runs of `size` words (Broder 1997), in order; empty where the text has fewer words.
///
/// In scripts without spaces a word is a character: take two to three times the size there for the same selectivity.
package func shingles(of words: Words, size: Int) -> [UInt64] {
    shingles(of: words.hashes, size: size)
}

/// The same over hashes of words that a caller chose, as without stop words.
package func shingles(of hashes: [UInt64], size: Int) -> [UInt64] {
    guard size > 0, hashes.count >= size else { return [] }
    var result: [UInt64] = []
    result.reserveCapacity(hashes.count - size + 1)
    for start in 0...(hashes.count - size) {
        var hash = hashes[start]
        for offset in 1..<size { hash = StableHash.combined(hash, hashes[start + offset]) }
        result.append(hash)
    }
    return result
}

/// The least hash of each window, each place once (Schleimer, Wilkerson, Aiken 2003, *Winnowing*).
///
/// Every run of `window` hashes that two texts share leaves at least one hash in both results.
package func winnow(_ hashes: [UInt64], window: Int) -> [UInt64] {
    guard window > 1, hashes.count > window else { return window > 1 ? hashes.min().map { [$0] } ?? [] : hashes }
    var result: [UInt64] = []
    var least = -1
    for end in (window - 1)..<hashes.count {
        let start = end - window + 1
        if least < start {
            // The rightmost least one, so that a run of equal hashes leaves few.
            least = start
            for index in start...end where hashes[index] <= hashes[least] { least = index }
            result.append(hashes[least])
        } else if hashes[end] <= hashes[least] {
            least = end
            result.append(hashes[least])
        }
    }
    return result
}
