import Foundation

/// What a desk looks for.
enum DeskTopic {
    /// The one that is shipped, in eighty languages; a debug build takes a second to read it.
    case shipped
    /// English, and a few names: where the test is about something else.
    case small

    /// Where it lies; the small one is written into `folder`.
    func path(in folder: URL) throws -> String {
        switch self {
        case .shipped:
            return URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
                .deletingLastPathComponent().path + "/config/topics/trump-putin.yaml"
        case .small:
            let file = folder.appendingPathComponent("small-topic.yaml")
            try Data(Self.text.utf8).write(to: file)
            return file.path
        }
    }

    private static let text = """
        title: Two presidents, for the tests
        kinds: [summit, call, swap, ceasefire]
        concepts:
          trump: {kind: person, side: a, names: {any: [Trump, Donald Trump]}}
          white-house: {kind: body, side: a, names: {en: [White House]}}
          putin: {kind: person, side: b, names: {any: [Putin, Vladimir Putin]}}
          kremlin: {kind: body, side: b, names: {en: [Kremlin]}}
          summit: {kind: act, development: summit, names: {en: [summit, meet, meets, meeting]}}
          call: {kind: act, development: call, names: {en: [call, by phone, phone call]}}
          ceasefire: {kind: act, development: ceasefire, names: {en: [ceasefire, truce]}}
          swap: {kind: act, development: swap, names: {en: [prisoner exchange, prisoner swap]}}
          talks: {kind: act, names: {en: [talks, negotiators]}}
          geneva: {kind: place, names: {any: [Geneva]}}
          ukraine: {kind: place, names: {en: [Ukraine]}}
        """
}
