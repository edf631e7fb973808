import ConfigFile
import Domain
import Foundation
import Testing

/// `storm`, `quiet_hours`, `official`, and what a webhook has besides its address.
struct AlertKeysTests {
    private func policy(_ alerts: String, template: String = "{\"text\": \"{{item.title}}\"}") throws -> AlertPolicy {
        let folder = try Folder()
        try folder.write("t.mustache", template)
        let path = try folder.write("hotline.yaml", "watch: [{match: x}]\nalerts:\n" + alerts)
        return try ConfigurationFile.load(path: path, environment: [:]).configuration.alerts
    }

    private static let hook = "  webhooks:\n    - name: desk\n      url: https://d.example/\n"

    @Test func `without the keys nothing folds, waits or is official`() throws {
        let policy = try policy(Self.hook)
        let receiver = try #require(policy.receivers.first)
        #expect(policy.storm == nil && policy.official.isEmpty)
        #expect(receiver.quiet == nil && !receiver.allowsPrivate && receiver.events == [.storyOpened])
    }

    @Test func `storm, official sources and quiet hours are read`() throws {
        let policy = try policy(
            "  storm: 20/10m\n  official: [Kremlin.ru, www.whitehouse.gov]\n"
                + "  quiet_hours: {from: 23:00, to: 06:30, zone: Europe/Berlin, bypass: urgent}\n" + Self.hook
        )
        #expect(policy.storm == StormRule(stories: 20, window: 600))
        #expect(policy.official == ["kremlin.ru", "whitehouse.gov"])
        let receiver = try #require(policy.receivers.first)
        #expect(receiver.quiet == QuietHours(from: 1_380, to: 390, zone: "Europe/Berlin", bypass: .urgent))
        #expect(receiver.events == [.storyOpened, .stormDigest], "a webhook that names no events folds")
    }

    @Test func `a webhook has its own quiet hours, or none`() throws {
        let quiet = "  quiet_hours: {from: \"23:00\", to: \"6:30\", zone: UTC}\n"
        let other = "{from: \"12:00\", to: \"13:00\", zone: Asia/Tokyo}"
        #expect(try policy(quiet + Self.hook).receivers.first?.quiet?.to == 390)
        #expect(try policy(quiet + Self.hook + "      quiet_hours: null\n").receivers.first?.quiet == nil)
        #expect(
            try policy(quiet + Self.hook + "      quiet_hours: \(other)\n").receivers.first?.quiet?.zone == "Asia/Tokyo"
        )
    }

    @Test func `a webhook may be inside, and its template is a file or the text`() throws {
        let inside = Self.hook + "      allow_private: true\n      format: template\n"
        let named = try #require(try policy(inside + "      template: {file: t.mustache}\n").receivers.first)
        #expect(named.allowsPrivate && named.template?.text == "{\"text\": \"{{item.title}}\"}")
        let given = inside + "      content_type: text/plain\n      template: |\n        {{item.title}}\n"
        let text = try #require(try policy(given).receivers.first?.template)
        #expect(text.text == "{{item.title}}\n" && text.contentType == "text/plain")
    }

    @Test(arguments: [
        ("  storm: 20/2d", "no limit"),
        ("  storm: 0/10m", "no limit"),
        ("  storm: 99999999999999999999/10m", "no limit"),
        ("  official: https://kremlin.ru/", "no host"),
        ("  quiet_hours: {from: 25:00, to: 06:30, zone: UTC}", "\"25:00\" is no time of day"),
        ("  quiet_hours: {from: 6, to: 06:30, zone: UTC}", "\"6\" is no time of day"),
        ("  quiet_hours: {from: 06:30, to: 6:30, zone: UTC}", "end when they begin"),
        ("  quiet_hours: {from: 23:00, to: 06:30, zone: Europe/Belin}", "did you mean \"Europe/Berlin\"?"),
        ("  quiet_hours: {from: 23:00, to: 06:30, zone: CEST}", "no time zone"),
        ("  quiet_hours: {from: 23:00, to: 06:30}", "\"zone\" is missing"),
        ("  quiet_hours: {from: 23:00, to: 06:30, zone: UTC, bypass: loud}", "\"loud\" is not known here"),
        (hook + "      format: template", "\"template\" is missing"),
        (hook + "      template: x", "is for format: template alone"),
        (hook + "      format: template\n      template: {file: nope.mustache}", "nope.mustache"),
        (hook + "      format: template\n      template: x\n      content_type: json", "no content type"),
        (hook + "      allow_private: perhaps", "neither true nor false"),
    ])
    func `mistakes in them are told`(_ alerts: String, _ told: String) throws {
        do {
            _ = try policy(alerts + "\n")
            Issue.record("was taken")
        } catch let problems as Problems {
            #expect(problems.all.contains { $0.description.contains(told) }, "\(problems)")
        }
    }
}
