import Testing

@testable import Reporting

struct ExpositionTests {
    @Test func `a histogram is cumulated buckets, a sum and a count`() {
        var histogram = Histogram([0.5, 1])
        for value in [0.1, 0.5, 0.7, 9, -3, .nan] { histogram.observe(value) }
        var output = Exposition()
        output.histograms("x_seconds", "Help.", [([("to", "a\"b\\c\nd")], histogram)])
        #expect(
            output.text == """
                # HELP x_seconds Help.
                # TYPE x_seconds histogram
                x_seconds_bucket{to="a\\"b\\\\c\\nd",le="0.5"} 4
                x_seconds_bucket{to="a\\"b\\\\c\\nd",le="1"} 5
                x_seconds_bucket{to="a\\"b\\\\c\\nd",le="+Inf"} 6
                x_seconds_sum{to="a\\"b\\\\c\\nd"} 10.3
                x_seconds_count{to="a\\"b\\\\c\\nd"} 6

                """
        )
    }

    @Test(arguments: [
        (1.0, "1"), (0.25, "0.25"), (.infinity, "+Inf"), (-.infinity, "-Inf"), (.nan, "NaN"), (1e18, "1e+18"),
    ])
    func `numbers are as Go writes them`(_ value: Double, _ text: String) {
        #expect(Exposition.number(value) == text)
    }
}
