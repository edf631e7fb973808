import Domain
import Glibc

/// Secrets: the text itself, `{file: PATH}`, `{env: NAME}` or `{credential: NAME}` (systemd's LoadCredential).
///
/// A secret is never part of a message. A file that holds one belongs to root or to us, is no link, and is closed to
/// all others; the configuration itself has to be closed when it holds one.
extension ConfigurationReader {
    /// The signing keys: the decoded part behind `whsec_` (Standard Webhooks, *Symmetric signatures*). The first is the
    /// current one; the others are on their way out and sign as well.
    func signingKeys(_ value: YAMLValue) -> [[UInt8]] { value.list().compactMap(oneKey) }

    private func oneKey(_ value: YAMLValue) -> [UInt8]? {
        guard let text = secretText(value) else { return nil }
        let encoded = text.hasPrefix("whsec_") ? text.dropFirst(6) : Substring(text)
        guard let key = Base64.decoded(encoded), (16...1_024).contains(key.count) else {
            value.note(
                "the secret is not \"whsec_\" and base64 of 16 bytes or more",
                remedy: "make one: echo whsec_$(openssl rand -base64 32)"
            )
            return nil
        }
        return key
    }

    /// As `secretText`, but what is written out is the path of a file: for what is too long to be written out.
    func secretFileOrText(_ value: YAMLValue) -> String? {
        if value.isMapping { return secretText(value) }
        return value.string().flatMap { secretFile(Paths.absolute($0, in: folder), at: value, isOpen: false) }
    }

    /// The secret's text from wherever it is, white space at the ends cut.
    func secretText(_ value: YAMLValue) -> String? {
        guard value.isMapping else {
            guard let text = value.string() else { return nil }
            if !isPrivate && !text.isEmpty && value.written?.contains("${") != true {
                value.note(
                    "a secret stands in a file that others may read",
                    remedy: "chmod 600 \(file.path), or name it as {file: …}, {env: …} or {credential: …}"
                )
            }
            return trimmed(text, at: value)
        }
        guard let mapping = value.mapping(keys: ["file", "env", "credential"]) else { return nil }
        let sources = ["file", "env", "credential"].filter { mapping.given($0) != nil }
        guard sources.count == 1, let source = sources.first, let place = mapping.given(source) else {
            value.note("a secret comes from one of file, env and credential", remedy: "as {file: /etc/hotline/desk}")
            return nil
        }
        guard let name = place.string() else { return nil }
        switch source {
        case "env": return variable(name, at: place)
        case "credential": return credential(name, at: place)
        default: return secretFile(Paths.absolute(name, in: folder), at: place, isOpen: false)
        }
    }

    private func variable(_ name: String, at place: YAMLValue) -> String? {
        guard let text = environment[name] else {
            place.note("the environment variable \(name) is not set", remedy: "set it for the service")
            return nil
        }
        return trimmed(text, at: place)
    }

    private func credential(_ name: String, at place: YAMLValue) -> String? {
        guard !name.contains("/"), !name.hasPrefix(".") else {
            place.note(
                "\"\(name)\" is no name of a credential",
                remedy: "use webhooks_NAME for /etc/hotline/credentials/NAME"
            )
            return nil
        }
        if let folder = environment["CREDENTIALS_DIRECTORY"] {
            // systemd gives these files to the service alone, some readable by a group that is its own.
            return secretFile(Paths.absolute(name, in: folder), at: place, isOpen: true)
        }
        // By hand: whoever may read what the unit loads, as root may, needs no systemd for `hotline webhook test`.
        if let source = unitSource(of: name), unsafe access(source, R_OK) == 0 {
            return secretFile(source, at: place, isOpen: false)
        }
        place.note(
            "there is no credential: CREDENTIALS_DIRECTORY is not set",
            remedy:
                "systemd's unit sets it (webhooks_NAME is the file /etc/hotline/credentials/NAME, which root may read); elsewhere set it to the folder that holds \(name)"
        )
        return nil
    }

    /// The file that the unit loads as this credential: `LoadCredential=webhooks:/etc/hotline/credentials/`, beside the
    /// configuration.
    private func unitSource(of name: String) -> String? {
        let prefix = "webhooks_"
        return name.hasPrefix(prefix)
            ? Paths.absolute("credentials/\(name.dropFirst(prefix.count))", in: folder) : nil
    }

    private func secretFile(_ path: String, at place: YAMLValue, isOpen: Bool) -> String? {
        do {
            let secret = try TextFile(path: path, mostBytes: 65_536, followsLinks: isOpen)
            if !isOpen {
                guard secret.owner == 0 || secret.owner == geteuid() else {
                    place.note("secret file \(path) belongs to another user", remedy: "chown it")
                    return nil
                }
                guard !secret.isReadableByOthers else {
                    place.note("secret file \(path) is open to others", remedy: "chmod 600 \(path)")
                    return nil
                }
            }
            return trimmed(secret.text, at: place)
        } catch {
            place.note("secret file \(path) \(error.message)", remedy: error.remedy)
            return nil
        }
    }

    private func trimmed(_ text: String, at place: YAMLValue) -> String? {
        let isBlank = { (character: Character) in character.isWhitespace }
        let trimmed = String(text.drop(while: isBlank).reversed().drop(while: isBlank).reversed())
        guard !trimmed.isEmpty else {
            place.note("the secret is empty", remedy: "make one: echo whsec_$(openssl rand -base64 32)")
            return nil
        }
        return trimmed
    }
}

/// RFC 4648 §4, with or without padding; the URL alphabet of §5 counts too.
enum Base64 {
    static func decoded(_ text: Substring) -> [UInt8]? {
        var bytes: [UInt8] = []
        var bits: UInt32 = 0
        var held = 0
        let digits = text.utf8.reversed().drop { $0 == 0x3D }.reversed()
        guard !digits.isEmpty, text.utf8.count - digits.count <= 2, digits.count % 4 != 1 else { return nil }
        for byte in digits {
            guard let value = value(of: byte) else { return nil }
            bits = bits << 6 | UInt32(value)
            held += 6
            if held >= 8 {
                held -= 8
                bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(held)))
            }
        }
        return bytes
    }

    private static func value(of byte: UInt8) -> UInt8? {
        switch byte {
        case 0x41...0x5A: byte - 0x41
        case 0x61...0x7A: byte - 0x61 + 26
        case 0x30...0x39: byte - 0x30 + 52
        case 0x2B, 0x2D: 62
        case 0x2F, 0x5F: 63
        default: nil
        }
    }
}
