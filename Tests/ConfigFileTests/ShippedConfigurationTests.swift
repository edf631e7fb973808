import Domain
import Foundation
import Testing

@testable import ConfigFile

struct ShippedConfigurationTests {
    @Test func `the configuration that is shipped is in order, without a warning`() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let text = try String(contentsOf: root.appending(path: "config/hotline.yaml"), encoding: .utf8)
        let folder = try Folder()
        try folder.make("config/topics")
        try folder.make("seeds")
        try folder.write("config/topics/trump-putin.yaml", "")
        let path = try folder.write("config/hotline.yaml", text, mode: 0o644)

        let (read, warnings) = try ConfigurationFile.load(path: path, environment: [:])

        #expect(warnings == [])
        #expect((30...60).contains(read.feeds.count))
        #expect(read.state == .folder("/var/lib/hotline"))
        #expect(read.topic == "\(folder.path)/config/topics/trump-putin.yaml")
        #expect(read.feeds.allSatisfy { $0.request.basicAuth == nil })
        // What it writes down are the defaults: deleting a line of it changes nothing.
        #expect(read.polling == PollingLimits())
        #expect(read.alerts.retry == AlertPolicy().retry)
        #expect(read.alerts.maxAge == AlertPolicy().maxAge && read.alerts.firstPoll == AlertPolicy().firstPoll)
        #expect(read.network == NetworkPolicy())
        #expect(read.feeds.map(\.policy).contains(PollPolicy()))
    }
}
