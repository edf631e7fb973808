import Domain
import Foundation

/// Values as JSON text, for what the database need not search.
enum Record {
    /// Stable key order, so that equal values are equal texts.
    static func text(of value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    static func value<Value: Decodable>(_ type: Value.Type, from text: String) throws -> Value {
        try JSONDecoder().decode(type, from: Data(text.utf8))
    }

    /// Reads a record that an older version wrote: what it lacks is taken from `base`.
    static func value<Value: Codable>(_ type: Value.Type, from text: String, over base: Value) throws -> Value {
        do {
            return try value(type, from: text)
        } catch DecodingError.keyNotFound {
            let encoded = try JSONEncoder().encode(base)
            guard var whole = try JSONSerialization.jsonObject(with: encoded) as? [String: Any],
                let part = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
            else { throw StoreError.unsound("a record is no object") }
            whole.merge(part) { _, stored in stored }
            return try JSONDecoder().decode(type, from: JSONSerialization.data(withJSONObject: whole))
        }
    }
}
