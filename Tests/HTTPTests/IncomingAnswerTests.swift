import Domain
import Testing

@testable import HTTP

struct IncomingAnswerTests {
    private func answer(_ lines: [String], maxBody: Int = 1_000) -> IncomingAnswer {
        var answer = IncomingAnswer(maxBody: maxBody)
        for line in lines where answer.refusal == nil { _ = answer.takeHeader(Array((line + "\r\n").utf8).span) }
        return answer
    }

    private func body(_ answer: inout IncomingAnswer, _ count: Int, wire: Int) -> Bool {
        unsafe [UInt8](repeating: 0x78, count: count).withUnsafeBytes { unsafe answer.takeBody($0, wire: wire) }
    }

    @Test func `only the last block of fields counts`() {
        let answer = answer(["HTTP/1.1 103 Early Hints", "Link: </x>", "", "HTTP/1.1 200 OK", "A: 1", "a:2  ", ""])
        #expect(answer.status == 200)
        #expect(answer.hasHeaders)
        #expect(answer.headers == [HeaderField("A", "1"), HeaderField("a", "2")])
    }

    @Test func `folds are unfolded, lines without a colon left out, bare line feeds taken`() {
        var answer = IncomingAnswer(maxBody: 10)
        for line in ["HTTP/2 200\n", "Content-Type: text/xml;\n", " charset=utf-8\n", "no field\n", ": none\n", "\n"] {
            let isTaken = answer.takeHeader(Array(line.utf8).span)
            #expect(isTaken)
        }
        #expect(answer.headers == [HeaderField("Content-Type", "text/xml; charset=utf-8")])
    }

    @Test func `a Location in no UTF-8 keeps its bytes`() {
        var answer = IncomingAnswer(maxBody: 10)
        for line in ["HTTP/1.1 302 Found\r\n", "Location: /caf", "\r\n"] where line != "\r\n" {
            let bytes = Array(line.utf8) + (line.hasPrefix("Loc") ? [0xE9, 0x3F, 0xFF, 0x20, 0x0D, 0x0A] : [])
            _ = answer.takeHeader(bytes.span)
        }
        #expect(answer.headers == [HeaderField("Location", "/caf%E9?%FF")])
    }

    @Test(arguments: ["HTTP/1.1", "HTTP/1.1 2", "HTTP/1.1 20000 OK", "HTTP/1.1 abc", "HTTP/1.1  200"])
    func `a status that is no number of three digits is none`(_ line: String) {
        #expect(answer([line, ""]).status == 0)
    }

    @Test func `header bytes are limited over all blocks, cookies on their own`() {
        let early = Array(repeating: ["HTTP/1.1 103 Early Hints", "Link: </x>; rel=preload", ""], count: 2_000).flatMap(
            \.self
        )
        #expect(answer(early).refusal == .headers)
        let cookies = Array(repeating: "Set-Cookie: " + String(repeating: "c", count: 200), count: 1_000)
        let many = answer(["HTTP/1.1 200 OK"] + cookies + [""])
        #expect(many.refusal == nil)
        #expect(many.headers.isEmpty)
        #expect(answer(["HTTP/1.1 200 OK"] + cookies + cookies + [""]).refusal == .headers)
    }

    @Test func `an announced length over the limit is refused before the body`() {
        #expect(answer(["HTTP/1.1 200 OK", "Content-Length: 1001", ""]).refusal == .body)
        #expect(answer(["HTTP/1.1 200 OK", "Content-Length: 99999999999999999999", ""]).refusal == nil)
        #expect(answer(["HTTP/1.1 404 No", "Content-Length: 1001", ""]).refusal == nil)
    }

    @Test func `a body over the limit is refused`() {
        var answer = answer(["HTTP/1.1 200 OK", ""])
        let first = body(&answer, 1_000, wire: 1_000)
        let second = body(&answer, 1, wire: 1_001)
        #expect(first && !second)
        #expect(answer.refusal == .body)
    }

    @Test func `beyond a megabyte a body may not be 200 times what came`() {
        var bomb = answer(["HTTP/1.1 200 OK", ""], maxBody: 1 << 30)
        var isTaken = true
        var pieces = 0
        while isTaken, pieces < 1_000 {
            isTaken = body(&bomb, 100_000, wire: pieces * 100)
            pieces += 1
        }
        #expect(bomb.refusal == .ratio)
        #expect(bomb.body.count < 10_000_000)
        var text = answer(["HTTP/1.1 200 OK", ""], maxBody: 1 << 30)
        for piece in 1...100 {
            let isTaken = body(&text, 100_000, wire: piece * 5_000)
            #expect(isTaken)
        }
    }

    @Test func `of an error no more than 64 KB are read`() {
        var answer = answer(["HTTP/1.1 500 No", ""], maxBody: 1 << 30)
        let first = body(&answer, 65_536, wire: 65_536)
        let second = body(&answer, 1, wire: 65_537)
        #expect(first && !second)
        #expect(answer.refusal == .enough)
    }
}
