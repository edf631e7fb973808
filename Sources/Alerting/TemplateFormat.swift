package import Domain
import Foundation

/// `format: template`: what a desk's own Mustache template makes of the alert's JSON (that of `standard`).
///
/// Names are looked up in the JSON's `data`, then in the whole: `{{item.title}}`, `{{severity}}`, `{{type}}`. All texts are
/// cleaned and cut before they reach it. A template that fails at an alert all the same does not cost the alert: the
/// standard body goes in its place.
package enum TemplateFormat {
    static func body(of alert: Alert, by template: TemplateText?) -> (body: [UInt8], contentType: String) {
        do throws(Template.Mistake) {
            if let template, let body = render(try Template(template.text), template, alert) {
                return (body, template.contentType)
            }
        } catch { /* Told by `problems` before anything is sent. */  }
        return (StandardFormat.body(of: alert), "application/json")
    }

    /// What is wrong with a template; tries it on an alert of each type in `events`.
    package static func problems(of text: TemplateText, events: Set<EventType>) -> [Problem] {
        let template: Template
        do throws(Template.Mistake) {
            template = try Template(text.text)
        } catch {
            return [problem(error.message, line: error.line, column: error.column, in: text)]
        }
        let samples = TemplateSamples.alerts(of: events)
        let known = names(in: samples)
        let unknown = template.names.filter { name in !name.parts.allSatisfy(known.contains) }
        guard unknown.isEmpty else {
            return unknown.map { name in
                problem(
                    "no alert has \"\(name.parts.joined(separator: "."))\"",
                    line: name.line,
                    column: name.column,
                    in: text,
                    remedy: "names are those of the standard JSON, as item.title, item.url, severity or story.kind"
                )
            }
        }
        for sample in samples {
            guard let body = render(template, text, sample) else {
                let most = "\(TemplateRenderer.mostBytes) bytes"
                return [problem("the template makes more than \(most) of a \(sample.type.rawValue)", in: text)]
            }
            let isJSON = TemplateRenderer.Escaping(contentType: text.contentType) == .json
            if isJSON, let trouble = flaw(body) {
                return [
                    problem(
                        "the template makes no JSON of a \(sample.type.rawValue): \(trouble)",
                        in: text,
                        remedy: "write \"{{name}}\" within quotes or {{{name}}} without, or set content_type"
                    )
                ]
            }
        }
        return []
    }

    private static func render(_ template: Template, _ text: TemplateText, _ alert: Alert) -> [UInt8]? {
        let whole = StandardFormat.object(of: alert)
        let root = [whole] + (whole.member("data").map { [$0] } ?? [])
        return TemplateRenderer.render(template, over: root, .init(contentType: text.contentType))
    }

    private static func flaw(_ body: [UInt8]) -> String? {
        do {
            _ = try JSONSerialization.jsonObject(with: Data(body), options: .fragmentsAllowed)
            return nil
        } catch {
            let told = (error as NSError).userInfo[NSDebugDescriptionErrorKey] as? String
            return told ?? "it cannot be parsed"
        }
    }

    private static func problem(
        _ message: String,
        line: Int = 1,
        column: Int = 1,
        in text: TemplateText,
        remedy: String? = nil
    ) -> Problem {
        guard case .file(let path, 1, 1) = text.place else {
            // Within the configuration: where its line breaks and blanks went is YAML's affair.
            return Problem("line \(line), column \(column) of the template: \(message)", at: text.place, remedy: remedy)
        }
        return Problem(message, at: .file(path, line: line, column: column), remedy: remedy)
    }

    /// Every name that stands anywhere in the samples' JSON.
    private static func names(in samples: [Alert]) -> Set<String> {
        var names: Set<String> = []
        var open = samples.map { StandardFormat.object(of: $0) }
        while let value = open.popLast() {
            switch value {
            case .object(let members):
                names.formUnion(members.map(\.0))
                open += members.map(\.1)
            case .array(let values): open += values
            default: continue
            }
        }
        return names
    }
}
