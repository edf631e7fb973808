import ConfigFile
import Domain
import Foundation

@testable import Judging

/// A topic of two invented countries for what must hold whatever the names are, and the shipped topics.
enum SampleTopic {
    static let text = """
        title: Ruritania and Strelsau
        threshold: 0.5
        sides: {a: Ruritania, b: Graustark}
        kinds: [summit, plan]
        concepts:
          rudolf:
            kind: person
            side: a
            names: [Rudolf, Рудольф*]
          sapt:
            kind: person
            side: a
            envoy: true
            names: [Colonel Sapt]
          ruritania:
            kind: country
            side: a
            names: [Ruritania*]
          yetive:
            kind: person
            side: b
            names:
              any: [Yetive, Princess Yetive]
              fi: [Yetiven]
          graustark:
            kind: country
            side: b
            names: ["=GK", Graustark*, グラウスターク]
          # An outsider.
          hentzau:
            kind: person
            weight: -1
            names: [Hentzau]
          meeting:
            kind: act
            development: summit
            weight: 0.5
            names: [meets, summit, 会談]
          salt-treaty:
            kind: object
            development: plan
            weight: 1
            names: [Graustark salt treaty, salt treaty]
          rudolf-reindeer:
            kind: exclusion
            names: [Rudolf the reindeer]
        """

    static func load() throws -> Topic { try TopicFile.read(text: text, path: "sample.yaml") }

    static func judge(watch: [WatchRule] = []) throws -> Judge { Judge(topic: try load(), watch: watch) }

    /// Loaded once: reading a quarter of a megabyte of YAML takes a debug build a second.
    static func shipped(_ name: String) throws -> Judge {
        try (name == "trump-putin" ? trumpPutin : usChinaTrade).get()
    }

    private static let trumpPutin = Result { try load("trump-putin") }
    private static let usChinaTrade = Result { try load("us-china-trade") }

    private static func load(_ name: String) throws -> Judge {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return Judge(
            topic: try TopicFile.load(path: root.appending(path: "config/topics/\(name).yaml").path),
            watch: []
        )
    }
}

extension Judge {
    func verdict(_ title: String, summary: String = "", language: String? = nil) -> Verdict {
        judge(title: title, summary: summary, content: "", language: language).verdict
    }

    func concepts(_ title: String, language: String? = nil) -> [String] {
        judge(title: title, summary: "", content: "", language: language).annotation.mentions.map(name)
    }
}
