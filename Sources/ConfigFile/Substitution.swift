/// `${NAME}` in a value: replaced by the environment's variable. `$${` is a literal `${`.
enum Substitution {
    struct Mistake: Error {
        let message: String
        let remedy: String
    }

    /// The text with every `${NAME}` replaced once; what a variable holds is not looked at again.
    static func apply(to text: String, environment: [String: String]) -> Result<String, Mistake> {
        var result = ""
        var rest = Substring(text)
        while let start = rest.firstIndex(of: "$") {
            result += rest[..<start]
            rest = rest[start...]
            if rest.hasPrefix("$${") {
                result += "${"
                rest = rest.dropFirst(3)
            } else if rest.hasPrefix("${") {
                guard let end = rest.firstIndex(of: "}") else {
                    return .failure(
                        Mistake(message: "\"${\" has no end", remedy: "close it with \"}\", or write \"$${\"")
                    )
                }
                let name = String(rest[rest.index(rest.startIndex, offsetBy: 2)..<end])
                guard isName(name) else {
                    return .failure(
                        Mistake(
                            message: "\"\(name)\" is no name of an environment variable",
                            remedy: "use letters, digits and _, as ${DESK_URL}"
                        )
                    )
                }
                guard let value = environment[name] else {
                    return .failure(
                        Mistake(
                            message: "the environment variable \(name) is not set",
                            remedy: "set it for the service, or write the value here"
                        )
                    )
                }
                result += value
                rest = rest[rest.index(after: end)...]
            } else {
                result += "$"
                rest = rest.dropFirst()
            }
        }
        return .success(result + rest)
    }

    static func isName(_ name: String) -> Bool {
        guard let first = name.utf8.first, !(0x30...0x39).contains(first) else { return false }
        return name.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == 0x5F
        }
    }
}
