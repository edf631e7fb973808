import Domain
import Foundation
import TestSupport
import Testing

@testable import Alerting

struct TemplateTests {
    private static let data = JSON.object([
        ("title", .text("Say \"no\" & <go>\\")), ("none", .null), ("empty", .text("")), ("yes", .bool(true)),
        ("no", .bool(false)), ("count", .integer(3)), ("list", .array([.text("a"), .text("b")])), ("void", .array([])),
        ("item", .object([("title", .text("inner")), ("url", .null)])),
        ("rows", .array([.object([("n", .integer(1))]), .object([("n", .integer(2))])])),
    ])

    private func render(_ text: String, as type: String = "text/plain") throws -> String? {
        TemplateRenderer.render(try Template(text), over: [Self.data], .init(contentType: type)).map {
            String(decoding: $0, as: UTF8.self)
        }
    }

    @Test(arguments: [
        ("plain", "plain"),
        ("{{title}}", "Say \"no\" & <go>\\"),
        ("{{ item.title }}", "inner"),
        ("{{item.url}}{{none}}{{missing}}{{item.missing.more}}", ""),
        ("{{count}} {{yes}}", "3 true"),
        ("{{#list}}[{{.}}]{{/list}}", "[a][b]"),
        ("{{#rows}}{{n}}{{title}};{{/rows}}", "1Say \"no\" & <go>\\;2Say \"no\" & <go>\\;"),
        ("{{#item}}{{title}}{{/item}}", "inner"),
        ("{{#yes}}y{{/yes}}{{#no}}n{{/no}}{{#none}}n{{/none}}{{#void}}n{{/void}}{{#empty}}n{{/empty}}", "y"),
        ("{{^yes}}y{{/yes}}{{^no}}n{{/no}}{{^none}}o{{/none}}{{^void}}v{{/void}}{{^missing}}m{{/missing}}", "novm"),
        ("{{^none}}{{item.title}}{{/none}}", "inner"),
        ("a{{! a comment }}b", "ab"),
        ("{{#rows}}{{#list}}{{n}}{{.}} {{/list}}{{/rows}}", "1a 1b 2a 2b "),
        ("a\n  {{#yes}}\nb\n{{/yes}}\nc\n", "a\nb\nc\n"),
        ("a {{#yes}}b\n{{/yes}}c", "a b\nc"),
        ("{{#yes}}\r\nb\r\n{{/yes}}\r\n", "b\r\n"),
        ("{ {{count}} }", "{ 3 }"),
    ])
    func `a template renders as Mustache does`(_ text: String, _ wanted: String) throws {
        #expect(try render(text) == wanted)
    }

    @Test(arguments: [
        ("application/json", #"{"t":"{{title}}","i":{{{item}}},"t2":{{{title}}}}"#),
        ("application/vnd.desk+json; charset=utf-8", #"{"t":"{{title}}","i":{{{item}}},"t2":{{{title}}}}"#),
    ])
    func `in JSON text is escaped within quotes, and a raw value is a whole one`(_ type: String, _ text: String) throws
    {
        let made = try #require(try render(text, as: type))
        let object = try #require(try JSONSerialization.jsonObject(with: Data(made.utf8)) as? [String: Any])
        #expect(object["t"] as? String == "Say \"no\" & <go>\\")
        #expect(object["t2"] as? String == "Say \"no\" & <go>\\")
        #expect((object["i"] as? [String: Any])?["title"] as? String == "inner")
    }

    @Test func `in markup text is entities, raw text is not`() throws {
        #expect(try render("{{title}}", as: "text/html") == "Say &quot;no&quot; &amp; &lt;go&gt;\\")
        #expect(try render("{{{title}}}{{&title}}", as: "application/xml").map { $0.contains("&lt;") } == false)
    }

    @Test(arguments: [
        ("a\n {{#item}}", "section \"item\" is never closed", 2, 2),
        ("{{/item}}", "\"item\" closes what is not open", 1, 1),
        ("{{#a}}\n{{/b}}", "\"b\" closes section \"a\" of line 1", 2, 1),
        ("ä{{title", "the tag is never closed", 1, 2),
        ("{{}}", "the tag is empty", 1, 1),
        ("{{> other}}", "there are no partials here", 1, 1),
        ("{{=<% %>=}}", "other delimiters than {{ and }} cannot be set here", 1, 1),
        ("{{a b}}", "\"a b\" is no name", 1, 1),
        ("{{a..b}}", "\"a..b\" is no name", 1, 1),
    ])
    func `a mistake is told with its line and column`(_ text: String, _ message: String, _ line: Int, _ column: Int) {
        #expect(throws: Template.Mistake(message: message, line: line, column: column)) { try Template(text) }
    }

    @Test func `sections in each other end somewhere`() {
        let deep = String(repeating: "{{#a}}", count: 17) + String(repeating: "{{/a}}", count: 17)
        #expect(throws: Template.Mistake.self) { try Template(deep) }
        #expect(throws: Template.Mistake.self) { try Template(String(repeating: "x", count: 70_000)) }
    }

    @Test func `a template that would make far too much is given up, and the standard body goes`() throws {
        let text = String(repeating: "{{#coverage}}", count: 12) + "x" + String(repeating: "{{/coverage}}", count: 12)
        let wide = Alert(
            id: AlertID("a1"),
            type: .storyOpened,
            raised: Sample.start,
            topic: "t",
            story: Sample.story("s"),
            item: Sample.item(1).item,
            verdict: Sample.alert(1).verdict,
            nearness: .unknown,
            coverage: Array(repeating: Sample.alert(1).coverage[0], count: 20)
        )
        let template = TemplateText(text: text, place: .nowhere, contentType: "text/plain")
        let (body, type) = TemplateFormat.body(of: wide, by: template)
        #expect(body == StandardFormat.body(of: wide) && type == "application/json")
        #expect(TemplateFormat.problems(of: template, events: [.storyOpened]).count == 1)
    }

    @Test(arguments: [
        (#"{"text": "{{item.titel}}"}"#, "t.mustache:1:11: no alert has \"item.titel\""),
        ("{\n \"text\": {{item.title}}\n}", "t.mustache:1:1: the template makes no JSON of a story.opened"),
        (#"{"text": "{{#item}}"}"#, "t.mustache:1:11: section \"item\" is never closed"),
        (#"{"text": "{{item.title}}", "u": {{item.url}} }"#, "t.mustache:1:1: the template makes no JSON"),
    ])
    func `check tells what is wrong with a template, and where`(_ text: String, _ told: String) {
        let template = TemplateText(text: text, place: .file("t.mustache", line: 1, column: 1))
        let problems = TemplateFormat.problems(of: template, events: [.storyOpened]).map(\.description)
        #expect(problems.count == 1 && problems[0].hasPrefix(told), "\(problems)")
    }

    @Test func `a template within the configuration is told there`() {
        let template = TemplateText(text: "\n {{x}}", place: .file("hotline.yaml", line: 7, column: 17))
        #expect(
            TemplateFormat.problems(of: template, events: [.storyOpened]).map(\.description).first?
                .hasPrefix("hotline.yaml:7:17: line 2, column 2 of the template: no alert has \"x\"") == true
        )
    }

    @Test func `a sound template has no problems, for any event, and its body is what it makes`() throws {
        let text =
            #"{"text":"{{severity}}: {{#item}}{{title}}{{/item}}{{#feed}}{{name}}{{/feed}}{{count}}","a":"{{type}}"}"#
        let template = TemplateText(text: text, place: .nowhere)
        #expect(TemplateFormat.problems(of: template, events: Set(EventType.allCases)).isEmpty)
        var receiver = Receiver(
            name: "desk",
            url: "https://desk.example/",
            format: .template,
            secret: nil,
            events: [.storyOpened]
        )
        receiver.template = template
        let delivery = AlertRenderer.delivery(of: Sample.alert(7), to: receiver)
        #expect(
            String(decoding: delivery.body, as: UTF8.self) == #"{"text":"alert: Talks 7","a":"story.opened"}"#
        )
        #expect(delivery.contentType == "application/json")
    }
}
