import Domain

/// The keys and values of the outside contract that a later issue builds.
///
/// Given in a file, each is a warning, so that nothing is silently ignored. Whoever builds one deletes its row.
enum NotBuiltYet {
    struct Row {
        /// Keys joined by dots; `[]` takes each value of a list.
        let key: String
        /// What the program does instead.
        let instead: String
        /// The scalar that asks for it; nil stands for a block or a list.
        var asks: @Sendable (_ scalar: String?) -> Bool = { _ in true }
    }

    static let rows = [
        Row(key: "state", instead: "PostgreSQL cannot hold the state; name a folder") {
            $0?.hasPrefix("postgres") == true
        }
    ]

    /// Notes a warning for each value that asks for what is not there.
    static func warn(about root: YAMLValue) {
        for row in rows {
            let steps = row.key.replacing("[]", with: ".[]").split(separator: ".").map(String.init)
            for value in values(at: steps, of: root) where !value.isNull && row.asks(value.written) {
                let key = row.key.replacing("[]", with: "")
                value.note("\(key) is not built yet", remedy: row.instead, severity: .warning)
            }
        }
    }

    private static func values(at steps: [String], of root: YAMLValue) -> [YAMLValue] {
        steps.reduce([root]) { values, step in
            values.flatMap { value -> [YAMLValue] in
                if step == "[]" { return value.list() }
                return value.known?[step].map { [$0] } ?? []
            }
        }
    }
}
