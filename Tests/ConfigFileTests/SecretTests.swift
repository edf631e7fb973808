import Domain
import Testing

@testable import ConfigFile

struct SecretTests {
    static let secret = "whsec_" + "QUJDREVGR0hJSktMTU5PUFFSU1RVVldY"
    static let key = Array("ABCDEFGHIJKLMNOPQRSTUVWX".utf8)

    @Test(
        arguments: [
            "secret: \(secret)", "secret: QUJDREVGR0hJSktMTU5PUFFSU1RVVldY", "secret: {file: desk.secret}",
            "secret: {env: DESK}", "secret: {credential: desk}",
            "secret: \"${DESK}\"",
        ])
    func `a secret is found wherever it is`(_ line: String) throws {
        let folder = try Folder()
        try folder.write("desk.secret", "\(Self.secret)\n")
        try folder.make("credentials")
        try folder.write("credentials/desk", "\(Self.secret)\n", mode: 0o440)
        let path = try folder.write("hotline.yaml", Self.text(with: line))
        let environment = ["DESK": Self.secret, "CREDENTIALS_DIRECTORY": "\(folder.path)/credentials"]
        let read = try ConfigurationFile.load(path: path, environment: environment).configuration
        #expect(read.alerts.receivers.map(\.secret) == [Self.key])
    }

    @Test func `without systemd the unit's own file is read, if it may be`() throws {
        let folder = try Folder()
        try folder.make("credentials")
        try folder.write("credentials/desk", "\(Self.secret)\n")
        let path = try folder.write("hotline.yaml", Self.text(with: "secret: {credential: webhooks_desk}"))
        let read = try ConfigurationFile.load(path: path, environment: [:]).configuration
        #expect(read.alerts.receivers.map(\.secret) == [Self.key])
        try folder.write("credentials/desk", "\(Self.secret)\n", mode: 0o644)
        let error = #expect(throws: Problems.self) { try ConfigurationFile.load(path: path, environment: [:]) }
        #expect(error?.all.first?.message.hasSuffix("is open to others") == true, "\(String(describing: error))")
    }

    @Test func `while a secret changes, the former one signs too`() throws {
        let folder = try Folder()
        let path = try folder.write("hotline.yaml", Self.text(with: "secret: [{env: NEW}, {env: OLD}]"))
        let environment = ["NEW": Self.secret, "OLD": "whsec_MTIzNDU2Nzg5MDEyMzQ1Njc4"]
        let read = try ConfigurationFile.load(path: path, environment: environment)
        #expect(read.configuration.alerts.receivers.map(\.secret) == [Self.key])
        #expect(read.configuration.alerts.receivers.map(\.formerSecrets) == [[Array("123456789012345678".utf8)]])
    }

    struct Case: CustomTestStringConvertible, Sendable {
        let name: String
        let line: String
        let told: String
        var testDescription: String { name }

        init(_ name: String, _ line: String, _ told: String) {
            self.name = name
            self.line = line
            self.told = told
        }
    }

    static let cases: [Case] = [
        Case(
            "not base64",
            "secret: whsec_hush!",
            "hotline.yaml:5:15: the secret is not \"whsec_\" and base64 of 16 bytes or more; make one: echo whsec_$(openssl rand -base64 32)"
        ),
        Case(
            "too short",
            "secret: whsec_QUJD",
            "hotline.yaml:5:15: the secret is not \"whsec_\" and base64 of 16 bytes or more; make one: echo whsec_$(openssl rand -base64 32)"
        ),
        Case(
            "open to others",
            "secret: {file: open.secret}",
            "hotline.yaml:5:22: secret file open.secret is open to others; chmod 600 open.secret"
        ),
        Case(
            "readable by a group",
            "secret: {file: group.secret}",
            "hotline.yaml:5:22: secret file group.secret is open to others; chmod 600 group.secret"
        ),
        Case(
            "a link",
            "secret: {file: link.secret}",
            "hotline.yaml:5:22: secret file link.secret is a symbolic link; name the file itself"
        ),
        Case(
            "empty",
            "secret: {file: empty.secret}",
            "hotline.yaml:5:22: the secret is empty; make one: echo whsec_$(openssl rand -base64 32)"
        ),
        Case(
            "not there",
            "secret: {file: none.secret}",
            "hotline.yaml:5:22: secret file none.secret does not exist; check the path"
        ),
        Case("a folder", "secret: {file: .}", "hotline.yaml:5:22: secret file . is a folder; name a file"),
        Case(
            "no variable",
            "secret: {env: NOPE}",
            "hotline.yaml:5:21: the environment variable NOPE is not set; set it for the service"
        ),
        Case(
            "no credentials",
            "secret: {credential: desk}",
            "hotline.yaml:5:28: there is no credential: CREDENTIALS_DIRECTORY is not set; systemd's unit sets it (webhooks_NAME is the file /etc/hotline/credentials/NAME, which root may read); elsewhere set it to the folder that holds desk"
        ),
        Case(
            "two sources",
            "secret: {file: a, env: B}",
            "hotline.yaml:5:15: a secret comes from one of file, env and credential; as {file: /etc/hotline/desk}"
        ),
        Case("a typo", "secret: {flie: a}", "hotline.yaml:5:16: unknown key \"flie\"; did you mean \"file\"?"),
    ]

    @Test(arguments: cases)
    func `a secret that cannot be used is told without being told`(_ sample: Case) throws {
        let folder = try Folder()
        try folder.write("open.secret", Self.secret, mode: 0o644)
        try folder.write("group.secret", Self.secret, mode: 0o640)
        try folder.write("empty.secret", " \n")
        try folder.link("link.secret", to: "empty.secret")
        let told = try folder.told(of: Self.text(with: sample.line))
        #expect(told.contains(sample.told), "\(told)")
    }

    @Test func `a secret in a configuration that others may read is refused`() throws {
        let folder = try Folder()
        let path = try folder.write("hotline.yaml", Self.text(with: "secret: \(Self.secret)"), mode: 0o644)
        let problem = Problem(
            "a secret stands in a file that others may read",
            at: .file(path, line: 5, column: 15),
            remedy: "chmod 600 \(path), or name it as {file: …}, {env: …} or {credential: …}"
        )
        #expect(throws: Problems([problem])) { try ConfigurationFile.load(path: path, environment: [:]) }
    }

    @Test func `no message shows a secret`() throws {
        let folder = try Folder()
        let marker = "TOPSECRETMARKER"
        for line in ["secret: whsec_\(marker)!", "secret: [\(marker)]", "secret: {env: M}", "secret: {file: m}"] {
            try folder.write("m", marker + "!")
            let told = try folder.told(of: Self.text(with: line), environment: ["M": "\(marker)!"])
            #expect(!told.isEmpty && !told.contains { $0.contains(marker) })
        }
    }

    @Test func `two webhooks with one secret are warned of`() throws {
        let hook = { (name: String) in
            "    - {name: \(name), url: \"https://\(name).example/\", secret: \(Self.secret)}\n"
        }
        let told = try Folder().told(of: "alerts:\n  webhooks:\n" + hook("a") + hook("b"))
        #expect(told.contains { $0.hasPrefix("hotline.yaml:4:") && $0.contains("another webhook has the same secret") })
    }

    @Test(arguments: [
        ("", nil), ("QQ==", [0x41]), ("QQ", [0x41]), ("QUI=", [0x41, 0x42]), ("_-8", [0xFF, 0xEF]), ("Q", nil),
        ("QQ===", nil), ("Q Q=", nil),
    ])
    func `base64 is read as RFC 4648 has it`(_ text: String, _ bytes: [UInt8]?) {
        #expect(Base64.decoded(Substring(text)) == bytes)
    }

    private static func text(with line: String) -> String {
        "alerts:\n  webhooks:\n    - name: desk\n      url: https://desk.example/\n      \(line)\n"
    }
}
