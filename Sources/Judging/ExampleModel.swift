internal import Domain
internal import Foundation

/// A plane between the vectors of a topic's examples: what lies on its one side is like the on-topic ones.
///
/// Logistic regression with an L2 penalty, both kinds of example of equal weight in all. It learns from the examples
/// alone, so an editor who adds a sentence teaches it.
struct ExampleModel: Sendable {
    /// How much a long normal costs: flat from 10 to 300 on the shipped examples.
    private static let strength = 30.0
    private static let steps = 400

    private let onTopic: [(text: String, vector: [Float])]
    private let offTopic: [(text: String, vector: [Float])]
    private let center: [Double]
    private let normal: [Double]
    private let offset: Double

    /// - Returns: nil where either kind has no example, or the vectors differ in dimension.
    init?(onTopic: [(text: String, vector: [Float])], offTopic: [(text: String, vector: [Float])]) {
        let all = onTopic + offTopic
        guard let dimension = onTopic.first?.vector.count, dimension > 0, !offTopic.isEmpty,
            all.allSatisfy({ $0.vector.count == dimension })
        else { return nil }
        var center = [Double](repeating: 0, count: dimension)
        for (_, vector) in all {
            for index in center.indices { center[index] += Double(vector[index]) / Double(all.count) }
        }
        let rows = all.map { example in center.indices.map { Double(example.vector[$0]) - center[$0] } }
        let share = [0.5 / Double(onTopic.count), 0.5 / Double(offTopic.count)]
        let labels = all.indices.map { $0 < onTopic.count }
        (normal, offset) = Self.fit(rows, labels, shares: labels.map { ($0 ? share[0] : share[1]) * Double(all.count) })
        self.onTopic = onTopic
        self.offTopic = offTopic
        self.center = center
    }

    /// How far on the on-topic side a vector lies, on the logistic scale, and the nearest example of the side it lies on.
    func reading(of vector: [Float]) -> (margin: Double, nearest: String)? {
        guard vector.count == center.count else { return nil }
        var margin = offset
        for index in center.indices { margin += (Double(vector[index]) - center[index]) * normal[index] }
        var nearest = (text: "", cosine: -Double.infinity)
        for example in margin < 0 ? offTopic : onTopic {
            var cosine = 0.0
            for index in center.indices { cosine += Double(example.vector[index]) * Double(vector[index]) }
            if cosine > nearest.cosine { nearest = (example.text, cosine) }
        }
        return margin.isFinite ? (margin, nearest.text) : nil
    }

    /// Gradient descent with Nesterov's momentum; the problem is convex and small.
    private static func fit(_ rows: [[Double]], _ labels: [Bool], shares: [Double]) -> (
        normal: [Double], offset: Double
    ) {
        let dimension = rows.first?.count ?? 0
        // A bound of the curvature: a quarter of the squared lengths, the offset's 1 among them.
        let lengths = zip(rows, shares).reduce(0) { sum, row in
            sum + row.1 * (1 + row.0.reduce(0) { $0 + $1 * $1 })
        }
        let step = 1 / (lengths / 4 + 1 / strength)
        var point = [Double](repeating: 0, count: dimension + 1)
        var last = point
        for round in 1...steps {
            let momentum = Double(round - 1) / Double(round + 2)
            let ahead = point.indices.map { point[$0] + momentum * (point[$0] - last[$0]) }
            var slope = ahead.map { $0 / strength }
            slope[dimension] = 0
            for (row, label, share) in zip3(rows, labels, shares) {
                var sum = ahead[dimension]
                for index in 0..<dimension { sum += row[index] * ahead[index] }
                let error = share * (Logistic.probability(sum) - (label ? 1 : 0))
                for index in 0..<dimension { slope[index] += error * row[index] }
                slope[dimension] += error
            }
            last = point
            point = ahead.indices.map { ahead[$0] - step * slope[$0] }
        }
        let offset = point.removeLast()
        return (point, offset)
    }

    private static func zip3<A, B, C>(_ a: [A], _ b: [B], _ c: [C]) -> some Sequence<(A, B, C)> {
        zip(a, zip(b, c)).lazy.map { ($0, $1.0, $1.1) }
    }
}
