import Domain
import Testing

@testable import ConfigFile

/// `status:` as text and what it comes to.
struct StatusSectionTests {
    private static func status(_ text: String) throws -> StatusPolicy {
        let folder = try ConfigurationMistakeTests.folder()
        let path = try folder.write("hotline.yaml", "feeds: {url: \"http://a.example\"}\ntopic: topic.yaml\n\(text)\n")
        return try ConfigurationFile.load(path: path, environment: [:]).configuration.status
    }

    @Test(
        arguments: [
            ("", "127.0.0.1:7780"), ("status: {}", "127.0.0.1:7780"),
            ("status: {names: [A.example]}", "127.0.0.1:7780"),
            ("status: {listen: \"0.0.0.0:80\"}", "0.0.0.0:80"), ("status: {listen: \"[::1]:9\"}", "[::1]:9"),
            ("status: {listen: \"localhost:0\"}", "127.0.0.1:0"), ("status: {listen: null}", nil),
            ("status: null", nil),
        ] as [(String, String?)]
    )
    func `the address is the default, the one given, or none`(_ text: String, _ address: String?) throws {
        #expect(try Self.status(text).listen?.description == address)
    }

    @Test func `names and the public address are read`() throws {
        let status = try Self.status("status: {names: [Desk.Example], public_url: \"https://news.example/hotline/\"}")
        #expect(status.names == ["desk.example"])
        #expect(status.publicURL == "https://news.example/hotline")
    }

    @Test(arguments: [
        "status: {listen: \":7780\"}", "status: {listen: \"127.0.0.1\"}", "status: {listen: \"127.0.0.1:99999\"}",
        "status: {listen: \"::1:80\"}", "status: {listen: \"host.example:80\"}", "status: {names: [\"http://a\"]}",
        "status: {public_url: \"ftp://a.example\"}", "status: {public_url: \"https://u:p@a.example\"}",
        "status: {public_url: \"https://a.example/?x\"}", "status: {listen: null, public_url: \"https://a.example\"}",
        "status: {listne: null}",
    ])
    func `what is none is told`(_ text: String) throws {
        #expect(throws: Problems.self) { try Self.status(text) }
    }
}
