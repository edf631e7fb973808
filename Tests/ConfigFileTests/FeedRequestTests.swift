import Domain
import Testing

@testable import ConfigFile

/// What a feed's requests carry, and where its secrets come from.
struct FeedRequestTests {
    private static let certificate = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----"
    private static let key = "-----BEGIN PRIVATE KEY-----\nMIGH\n-----END PRIVATE KEY-----"
    private static let environment = ["WORD": "sesame"]

    private static func text(_ options: String) -> String {
        "state: state\ntopic: null\nfeeds:\n  - {url: \"https://a.example/feed\", \(options)}\n"
    }

    private static func folder() throws -> Folder {
        let folder = try Folder()
        try folder.write("a.pem", certificate, mode: 0o644)
        try folder.write("closed.pem", certificate)
        try folder.write("a.key", key)
        try folder.write("both.pem", "\(certificate)\n\(key)")
        try folder.write("open.key", key, mode: 0o644)
        try folder.write("word", "sesame\n")
        return folder
    }

    @Test func `secrets of a feed are found wherever they are`() throws {
        let folder = try Self.folder()
        let options = """
            headers: {X-Key: {file: word}, X-Plain: seen}, basic_auth: {user: desk, password: {env: WORD}}, \
            client_cert: a.pem, client_key: {file: a.key}, client_key_password: {env: WORD}
            """
        let path = try folder.write("hotline.yaml", Self.text(options))
        let read = try ConfigurationFile.load(path: path, environment: Self.environment).configuration
        var wanted = RequestOptions()
        wanted.isPersonal = true
        wanted.headers = [HeaderField("X-Key", "sesame"), HeaderField("X-Plain", "seen")]
        wanted.basicAuth = "desk:sesame"
        wanted.clientCertificate = ClientCertificate(
            certificate: Self.certificate + "\n",
            key: Self.key + "\n",
            password: "sesame"
        )
        #expect(read.feeds.map(\.request) == [wanted])
    }

    @Test func `a key may stand in its certificate's file, and a list's options hold for all of it`() throws {
        let folder = try Self.folder()
        try folder.write("urls.txt", "https://b.example/1\nhttps://u:p@b.example/2\n")
        let text = "state: state\ntopic: null\nfeeds:\n  - {list: urls.txt, client_cert: both.pem}\n"
        let path = try folder.write("hotline.yaml", text)
        let feeds = try ConfigurationFile.load(path: path, environment: [:]).configuration.feeds
        #expect(feeds.map(\.request.basicAuth) == [nil, "u:p"])
        #expect(feeds.allSatisfy { $0.request.clientCertificate?.key.contains("PRIVATE KEY") == true })
    }

    @Test func `who only looks at the state needs none of them`() throws {
        let folder = try Folder()
        let options = """
            headers: {X: {file: no}, Y: "${NO}"}, user_agent: "${NO}", basic_auth: {user: "${NO}", password: {file: no}}, \
            client_cert: no.pem
            """
        let webhooks = """
            alerts:
              webhooks: [{name: a, url: "${NO}", secret: {file: no}}, {name: b, url: {file: no}, format: slack}]
            """
        let text = Self.text(options).replacing("/feed\"", with: "/feed?key=${NO}\"")
        let path = try folder.write("hotline.yaml", text + webhooks)
        let read = try ConfigurationFile.load(path: path, environment: [:], needsSecrets: false).configuration
        var wanted = RequestOptions()
        wanted.isPersonal = true
        #expect(read.feeds.map(\.request) == [wanted])
    }

    @Test(arguments: [
        ("client_key: a.key", "client_key without client_cert"),
        ("client_cert: a.pem, client_key: open.key", "open.key is open to others"),
        ("client_cert: closed.pem", "holds no private key"), ("client_cert: a.key", "holds no certificate"),
        ("client_cert: none.pem", "none.pem"), ("basic_auth: {user: desk}", "basic_auth needs a user and a password"),
        ("basic_auth: {user: \"a:b\", password: {env: WORD}}", "a user name has no colon"),
        ("basic_auth: {user: a, password: {env: NONE}}", "the environment variable NONE is not set"),
        ("headers: {X-Key: {file: none}}", "secret file none"),
        ("headers: {X-Key: {file: word, env: WORD}}", "a secret comes from one of"),
    ])
    func `a mistake is told with its place`(_ options: String, _ told: String) throws {
        let folder = try Self.folder()
        let problems = try folder.told(of: Self.text(options), environment: Self.environment)
        #expect(problems.contains { $0.contains(told) && $0.contains("hotline.yaml:4:") }, "\(problems)")
        #expect(!problems.joined().contains("sesame"))
    }
}
