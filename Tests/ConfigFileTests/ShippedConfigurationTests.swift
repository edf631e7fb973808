import Domain
import Foundation
import Testing

@testable import ConfigFile

struct ShippedConfigurationTests {
    private let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// The files below a folder, by their paths in it.
    private func files(in folder: URL) throws -> Set<String> {
        let manager = FileManager.default
        return Set(
            try manager.subpathsOfDirectory(atPath: folder.path).filter { name in
                let type = try manager.attributesOfItem(atPath: "\(folder.path)/\(name)")[.type]
                return type as? FileAttributeType == .typeRegular
            }
        )
    }

    @Test func `what is installed has every topic and every seed`() throws {
        let folder = try Folder()
        let process = Process()
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = ["scripts/install.sh"]
        process.currentDirectoryURL = root
        process.environment = [
            "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin", "DESTDIR": folder.path,
            "BINDIR": "/bin", "SYSCONFDIR": "/etc", "MANDIR": "/man", "UNITDIR": "/unit", "BINARY": "/bin/true",
        ]
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        let installed = URL(filePath: folder.path).appending(path: "etc/hotline")
        let seeds = try files(in: root.appending(path: "seeds"))
        #expect(!seeds.isEmpty)
        #expect(try files(in: installed.appending(path: "seeds")) == seeds)
        #expect(
            try files(in: installed.appending(path: "topics")) == files(in: root.appending(path: "config/topics"))
        )
        let path = installed.appending(path: "hotline.yaml").path
        let read = try ConfigurationFile.load(path: path, environment: [:]).configuration
        #expect(read.seeds == installed.appending(path: "seeds").path)
    }

    @Test func `the configuration that is shipped is in order, without a warning`() throws {
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
