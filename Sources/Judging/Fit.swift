internal import Foundation

/// Logistic regression with a Gaussian prior around given weights, by Newton's method (iteratively reweighted least
/// squares; Bishop, *Pattern Recognition and Machine Learning*, §4.3.3).
///
/// Deterministic: the same rows give the same weights. Cost: a Cholesky decomposition of the square matrix of columns a
/// step, so some hundred columns take milliseconds.
package struct Fit {
    /// A sparse row: column and value, and whether it is of the class that is looked for.
    package struct Row {
        var values: [(column: Int, value: Double)]
        var isPositive: Bool
        /// How much it counts beside the others.
        var weight = 1.0

        package init(values: [(column: Int, value: Double)], isPositive: Bool, weight: Double = 1) {
            self.values = values
            self.isPositive = isPositive
            self.weight = weight
        }
    }

    /// What each weight is drawn to, and how strongly (the inverse variance; above 0).
    package struct Prior {
        var mean: Double
        var strength: Double

        package init(mean: Double, strength: Double) {
            self.mean = mean
            self.strength = strength
        }
    }

    private static let mostSteps = 30
    private static let enough = 1e-8
    private static let mostHalvings = 30

    /// The weights where some are held to a sign: what comes out against its sign is held to 0, and the rest fitted again.
    ///
    /// - Parameters:
    ///   - rows: the examples.
    ///   - priors: one a column.
    ///   - signs: one a column: above 0, below 0, or 0 for either.
    /// - Returns: one weight a prior.
    package static func weights(_ rows: [Row], _ priors: [Prior], signs: [Double]) -> [Double] {
        var priors = priors
        for _ in 0..<mostRounds {
            let found = weights(rows, priors)
            let wrong = found.indices.filter { found[$0] * signs[$0] < -1e-6 }
            if wrong.isEmpty { return found.map { abs($0) < 1e-6 ? 0 : $0 } }
            for column in wrong { priors[column] = Prior(mean: 0, strength: 1e12) }
        }
        return weights(rows, priors)
    }

    private static let mostRounds = 12

    /// - Returns: one weight a prior.
    static func weights(_ rows: [Row], _ priors: [Prior]) -> [Double] {
        var weights = priors.map(\.mean)
        for _ in 0..<mostSteps {
            let step = newtonStep(rows, priors, weights)
            // A full step can overshoot where the rows contradict the priors; halved often enough it always gains.
            var share = 1.0
            let before = loss(rows, priors, weights)
            var next = weights
            for _ in 0..<mostHalvings {
                next = weights.indices.map { weights[$0] + share * step[$0] }
                if loss(rows, priors, next) <= before { break }
                share /= 2
            }
            weights = next
            if step.allSatisfy({ abs($0) < enough }) { break }
        }
        return weights
    }

    /// What is made small: the negative log likelihood, and the distance from the priors.
    private static func loss(_ rows: [Row], _ priors: [Prior], _ weights: [Double]) -> Double {
        var loss = 0.0
        for (weight, prior) in zip(weights, priors) {
            loss += prior.strength * (weight - prior.mean) * (weight - prior.mean) / 2
        }
        for row in rows {
            let sum = sum(row, weights) * (row.isPositive ? 1 : -1)
            loss += row.weight * (max(-sum, 0) + log1p(exp(-abs(sum))))
        }
        return loss
    }

    /// Of the class, from log odds.
    package static func probability(_ odds: Double) -> Double { Logistic.probability(odds) }

    static func sum(_ row: Row, _ weights: [Double]) -> Double {
        row.values.reduce(0) { $0 + weights[$1.column] * $1.value }
    }

    private static func newtonStep(_ rows: [Row], _ priors: [Prior], _ weights: [Double]) -> [Double] {
        let count = priors.count
        var slope = priors.indices.map { priors[$0].strength * (priors[$0].mean - weights[$0]) }
        var curve = [Double](repeating: 0, count: count * count)
        for column in 0..<count { curve[column * count + column] = priors[column].strength }
        for row in rows {
            let probability = Logistic.probability(sum(row, weights))
            let error = row.weight * ((row.isPositive ? 1 : 0) - probability)
            let spread = row.weight * max(probability * (1 - probability), 1e-9)
            for (column, value) in row.values {
                slope[column] += error * value
                for (other, its) in row.values where other <= column {
                    curve[column * count + other] += spread * value * its
                }
            }
        }
        return solve(&curve, slope)
    }

    /// Solves `matrix` · x = `right` for a symmetric positive definite matrix of which the lower triangle is given.
    private static func solve(_ matrix: inout [Double], _ right: [Double]) -> [Double] {
        let count = right.count
        for column in 0..<count {
            for row in column..<count {
                var value = matrix[row * count + column]
                for before in 0..<column { value -= matrix[row * count + before] * matrix[column * count + before] }
                matrix[row * count + column] =
                    row == column ? max(value, 1e-12).squareRoot() : value / matrix[column * count + column]
            }
        }
        var solution = right
        for row in 0..<count {
            for before in 0..<row { solution[row] -= matrix[row * count + before] * solution[before] }
            solution[row] /= matrix[row * count + row]
        }
        for row in stride(from: count - 1, through: 0, by: -1) {
            for after in row + 1..<max(count, row + 1) {
                solution[row] -= matrix[after * count + row] * solution[after]
            }
            solution[row] /= matrix[row * count + row]
        }
        return solution
    }
}
