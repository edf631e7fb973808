import Domain
import Testing

@testable import ConfigFile

struct SemanticsKeyTests {
    private static let sound = "topic: topic.yaml\nfeeds: {url: \"https://a.example\"}\n"

    @Test func `library and weights are found beside the configuration`() throws {
        let folder = try ConfigurationMistakeTests.folder()
        try folder.write("libe5.so", "x")
        try folder.write("e5.bin", "x")
        let path = try folder.write("hotline.yaml", Self.sound + "semantics: {library: libe5.so, weights: e5.bin}\n")
        let (read, warnings) = try ConfigurationFile.load(path: path, environment: [:])
        #expect(read.semantics == SemanticsFiles(library: "\(folder.path)/libe5.so", weights: "\(folder.path)/e5.bin"))
        #expect(warnings == [])
    }

    @Test func `files that are not there are warnings, and the rules judge alone`() throws {
        let folder = try ConfigurationMistakeTests.folder()
        let path = try folder.write("hotline.yaml", Self.sound + "semantics: {library: libe5.so, weights: e5.bin}\n")
        let (read, warnings) = try ConfigurationFile.load(path: path, environment: [:])
        #expect(read.semantics == nil)
        #expect(warnings.map(\.severity) == [.warning, .warning])
        #expect(warnings.first?.place == .file(path, line: 3, column: 22))
    }

    @Test func `a key that is missing or unknown is an error`() throws {
        let folder = try ConfigurationMistakeTests.folder()
        try folder.write("libe5.so", "x")
        let told = try folder.told(of: Self.sound + "semantics: {libary: libe5.so}\n")
        #expect(told.contains { $0.contains("libary") })
        #expect(told.contains { $0.contains("weights") })
    }
}
