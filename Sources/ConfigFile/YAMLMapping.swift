package import Domain

/// A mapping of a strictly read file, whose keys are known ones.
package struct YAMLMapping {
    /// The mapping itself.
    package let value: YAMLValue
    private let pairs: [(text: String, key: YAMLValue, value: YAMLValue)]

    init(value: YAMLValue, pairs: [(String, YAMLValue, YAMLValue)]) {
        self.value = value
        self.pairs = pairs
    }

    /// Where it begins.
    package var place: Problem.Place { value.place }

    /// The value of a key that is there; one that is null is there.
    package subscript(key: String) -> YAMLValue? { pairs.first { $0.text == key }?.value }

    /// The value of a key that is there and not null.
    package func given(_ key: String) -> YAMLValue? {
        guard let value = self[key], !value.isNull else { return nil }
        return value
    }

    /// The value of a key; notes when it is missing or null.
    package func require(_ key: String) -> YAMLValue? {
        if let value = given(key) { return value }
        if let empty = self[key] {
            empty.note("\"\(key)\" is empty", remedy: "give it a value")
        } else {
            note("\"\(key)\" is missing", remedy: "add \"\(key):\" to this block")
        }
        return nil
    }

    /// The key itself, for problems that are about its being there.
    package func key(_ name: String) -> YAMLValue? { pairs.first { $0.text == name }?.key }

    /// Notes a problem at the beginning of the mapping.
    package func note(_ message: String, remedy: String? = nil, severity: Problem.Severity = .error) {
        value.note(message, remedy: remedy, severity: severity)
    }
}
