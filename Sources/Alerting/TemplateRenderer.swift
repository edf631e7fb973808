import Domain

/// Renders a template over a JSON value: no recursion, a bounded number of steps and bytes.
struct TemplateRenderer {
    /// How text is made fit for the surrounding markup; `{{{name}}}` leaves it out.
    enum Escaping: Sendable {
        /// Inside a JSON string; `{{{name}}}` is the value as JSON, quotes included.
        case json
        /// `& < > " '` as entities.
        case markup
        case none

        /// By media type; parameters do not matter.
        init(contentType: String) {
            let type = contentType.prefix { $0 != ";" }.lowercased().filter { $0 != " " }
            if type.hasSuffix("/json") || type.hasSuffix("+json") {
                self = .json
            } else if type.hasSuffix("html") || type.hasSuffix("xml") {
                self = .markup
            } else {
                self = .none
            }
        }
    }

    private struct Frame {
        /// The section's first step and the one after it.
        let body: Int
        let end: Int
        var values: ArraySlice<JSON>
    }

    static let mostBytes = 262_144
    private static let mostSteps = 200_000

    private let template: Template
    private let escaping: Escaping
    private var stack: [JSON]
    private var frames: [Frame] = []
    private var output: [UInt8] = []

    private init(_ template: Template, _ escaping: Escaping, _ root: [JSON]) {
        self.template = template
        self.escaping = escaping
        stack = root
    }

    /// - Parameters:
    ///   - template: compiled.
    ///   - root: where names are looked up, the last first.
    ///   - escaping: by the content type.
    /// - Returns: nil where the output would be beyond all bounds.
    static func render(_ template: Template, over root: [JSON], _ escaping: Escaping) -> [UInt8]? {
        var renderer = TemplateRenderer(template, escaping, root)
        return renderer.run() ? renderer.output : nil
    }

    private mutating func run() -> Bool {
        var place = 0
        var count = 0
        while place < template.steps.count {
            count += 1
            guard count <= Self.mostSteps, output.count <= Self.mostBytes else { return false }
            switch template.steps[place] {
            case .text(let text):
                output += text.utf8
                place += 1
            case .variable(let parts, let isRaw):
                if let value = find(parts) { write(value, isRaw: isRaw) }
                place += 1
            case .section(let parts, let isInverted, let end):
                place = enter(Self.values(of: find(parts)), isInverted: isInverted, body: place + 1, end: end)
            case .end:
                guard let next = leave() else { return false }
                place = next
            }
        }
        return output.count <= Self.mostBytes
    }

    /// Begins a section, or passes it over. Returns the next step.
    private mutating func enter(_ values: ArraySlice<JSON>, isInverted: Bool, body: Int, end: Int) -> Int {
        // An inverted section adds no value: names mean in it what they mean around it.
        let values = isInverted ? (values.isEmpty ? stack.suffix(1) : []) : values
        guard let first = values.first else { return end }
        stack.append(first)
        frames.append(Frame(body: body, end: end, values: values.dropFirst()))
        return body
    }

    /// Ends a section, or begins it for its next value. Returns the next step.
    private mutating func leave() -> Int? {
        guard var frame = frames.popLast() else { return nil }
        stack.removeLast()
        guard let next = frame.values.popFirst() else { return frame.end }
        stack.append(next)
        frames.append(frame)
        return frame.body
    }

    /// What a section is rendered for: each value of a list, an object or a value once, nothing for what is empty.
    private static func values(of value: JSON?) -> ArraySlice<JSON> {
        switch value {
        case nil, .null, .bool(false): []
        case .text(let text) where text.isEmpty: []
        case .array(let values): values[...]
        case .some(let value): [value]
        }
    }

    private func find(_ parts: [String]) -> JSON? {
        guard let first = parts.first else { return stack.last }
        for value in stack.reversed() {
            guard var found = value.member(first) else { continue }
            for part in parts.dropFirst() {
                guard let next = found.member(part) else { return nil }
                found = next
            }
            return found
        }
        return nil
    }

    private mutating func write(_ value: JSON, isRaw: Bool) {
        if isRaw, escaping == .json {
            output += value.bytes
            return
        }
        switch value {
        case .null: return
        case .text(let text): output += isRaw ? Array(text.utf8) : escaped(text)
        default: output += isRaw ? value.bytes : escaped(String(decoding: value.bytes, as: UTF8.self))
        }
    }

    private func escaped(_ text: String) -> [UInt8] {
        switch escaping {
        case .none: Array(text.utf8)
        case .json: Array(JSON.text(text).bytes.dropFirst().dropLast())
        case .markup:
            Array(MarkupText.escaped(text).utf8)
        }
    }
}

extension JSON {
    /// An object's member; nil where there is none, or this is no object.
    func member(_ name: String) -> JSON? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.0 == name }?.1
    }
}
