import Foundation
import Testing

/// A desk's corrections, given while the daemon runs, and what becomes of them.
@Suite(.serialized, .inTurn, .timeLimit(.minutes(10)))
struct LabelTests {
    @Test func `a desk labels items beside the daemon, and tune learns from the labels`() async throws {
        let desk = try NewsDesk()
        defer { desk.close() }
        desk.publish("/one", NewsDesk.atom([WholeWayTests.summit, WholeWayTests.call, WholeWayTests.football]))
        let config = try desk.configure(["/one"])
        let daemon = try Program(["run", "--config", config], in: desk)
        await eventually { desk.requests(of: "/one").count > 1 && desk.alertLog.count == 2 }
        func hotline(_ arguments: String...) async throws -> (status: Int32, text: String) {
            let program = try Program(arguments + ["--config", config], in: desk)
            let status = await program.wait()
            return (status, program.printed + program.told)
        }

        let first = try await hotline("label", "https://outlet.example/a1", "off-topic")
        #expect(first.status == 0 && first.text.contains("the verdict was on-topic"), "\(first)")
        let again = try await hotline("label", "https://outlet.example/a1", "off-topic")
        #expect(again.status == 0 && again.text.contains("already"), "\(again)")
        let changed = try await hotline("label", "https://outlet.example/a1", "on-topic")
        #expect(changed.status == 0 && changed.text.contains("before: off-topic"), "\(changed)")
        let found = try Self.alert(of: "https://outlet.example/a2", in: desk)
        let alert = try #require(found)
        #expect(try await hotline("label", alert.alert, "on-topic").status == 0)
        #expect(try await hotline("label", alert.story, "on-topic").text.contains("already"), "both name the same item")
        #expect(try await hotline("label", "https://outlet.example/c1", "off-topic").status == 0)

        let list = try await hotline("label", "--list", "--json")
        let lines = list.text.split(separator: "\n")
        #expect(list.status == 0 && lines.count == 3, "\(list)")
        // Those of one second stand in the order of their items.
        let onTopic = lines.count { $0.contains("\"label\":\"on-topic\"") }
        #expect(onTopic == 2 && list.text.contains("summary"), "\(list)")
        #expect(try await hotline("why", "https://outlet.example/c1").text.contains("the desk   off-topic"))
        let tuned = try await hotline("tune", "--dry-run")
        #expect(tuned.status == 0 && tuned.text.contains("3 labels of the desk"), "\(tuned)")

        #expect(try await hotline("label", "https://outlet.example/c1", "--remove").status == 0)
        #expect(try await hotline("label", "https://outlet.example/c1", "--remove").status == 66)
        #expect(try await hotline("label", "nobody-knows", "on-topic").status == 66)
        #expect(try await hotline("tune", "--dry-run").status == 65, "one kind of label alone fits nothing")
        #expect(try await hotline("label", "a1").status == 64)
        #expect(try await hotline("label", "a1", "perhaps").status == 64)
        #expect(await daemon.stop() == 0, "\(daemon.told)")
    }

    static func alert(of url: String, in desk: NewsDesk) throws -> (alert: String, story: String)? {
        for line in desk.alertLog {
            let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
            let data = object?["data"] as? [String: Any]
            guard (data?["item"] as? [String: Any])?["url"] as? String == url else { continue }
            guard let alert = data?["alert"] as? String,
                let story = (data?["story"] as? [String: Any])?["id"] as? String
            else { continue }
            return (alert, story)
        }
        return nil
    }
}
