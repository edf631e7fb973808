import ConfigFile
import Deduplicating
import Domain
import Foundation
import Normalizing

/// The folder of reference documents: fingerprints (`.yaml`), and raw texts (`.txt`, `.md`, `.html`) that are taken as they are.
///
/// A document that has several versions (languages, editions) has a folder of its own; a seed's name is its path below
/// the folder of seeds, without the ending: `004-concessions-russes/004-fr`.
enum SeedFolder {
    static let rawEndings = ["txt", "md", "html", "htm"]

    /// All seeds of the folder, by name.
    ///
    /// `topic`: its concepts are what the seeds' events may name; nil checks nothing.
    /// - Throws: `Problems`, those of all files.
    static func load(path: String, topic: Topic? = nil) throws(Problems) -> [Seed] {
        var problems: [Problem] = []
        var seeds: [Seed] = []
        for file in try files(in: path) {
            do throws(Problems) {
                let name = name(of: file, in: path)
                let isFingerprint = file.hasSuffix(".yaml")
                seeds.append(isFingerprint ? try SeedFile.load(path: file, name: name).seed : try raw(file, name: name))
            } catch {
                problems += error.all
            }
        }
        for seed in seeds { problems += unknown(seed, topic, path) }
        guard problems.isEmpty else { throw Problems(problems) }
        return seeds
    }

    /// The seed files of a folder and of the folders in it, in order of name.
    static func files(in path: String) throws(Problems) -> [String] {
        do {
            let manager = FileManager.default
            var names: [String] = []
            for name in try manager.contentsOfDirectory(atPath: path) {
                var isFolder: ObjCBool = false
                _ = unsafe manager.fileExists(atPath: "\(path)/\(name)", isDirectory: &isFolder)
                guard isFolder.boolValue, !name.hasPrefix(".") else {
                    names.append(name)
                    continue
                }
                names += try manager.contentsOfDirectory(atPath: "\(path)/\(name)").map { "\(name)/\($0)" }
            }
            return names.filter(isSeed).sorted().map { "\(path)/\($0)" }
        } catch {
            throw Problems([
                Problem(
                    "the folder of seeds cannot be read",
                    at: .path(path),
                    remedy: "create it, or write `seeds: null`"
                )
            ])
        }
    }

    /// `seeds/004-concessions/004-fr.yaml` in `seeds` is `004-concessions/004-fr`.
    static func name(of file: String, in folder: String) -> String {
        let below = file.hasPrefix("\(folder)/") ? String(file.dropFirst(folder.count + 1)) : file
        return below.lastIndex(of: ".").map { String(below[..<$0]) } ?? below
    }

    private static func isSeed(_ name: String) -> Bool {
        let last = name.split(separator: "/").last ?? ""
        return !last.hasPrefix(".") && last != "README.md"
            && (["yaml"] + rawEndings).contains { last.hasSuffix(".\($0)") }
    }

    /// A text file as a seed: its first short line is its headline.
    static func raw(
        _ path: String,
        name: String? = nil,
        titles: [String] = [],
        language: String? = nil,
        date: Timestamp? = nil
    ) throws(Problems) -> Seed {
        let text: String
        do {
            text = try TextFile(path: path, mostBytes: 4_000_000).text
        } catch {
            throw Problems([error])
        }
        let isPage = path.hasSuffix(".html") || path.hasSuffix(".htm")
        let page = isPage ? Markup.page(text) : (title: nil, text: text)
        let seed = SeedMaker.seed(
            name: name ?? SeedFile.name(of: path),
            text: page.text,
            titles: titles.isEmpty ? [page.title].compactMap { $0 } : titles,
            language: language,
            published: date
        )
        guard !seed.shingles.isEmpty else {
            throw Problems([
                Problem("no text in it", at: .path(path), remedy: "give a file with at least one sentence of ten words")
            ])
        }
        return seed
    }

    private static func unknown(_ seed: Seed, _ topic: Topic?, _ path: String) -> [Problem] {
        guard let topic else { return [] }
        let known = Set(topic.concepts.map(\.id))
        let named = seed.events.flatMap { $0.all + $0.any + $0.none }
        return Set(named).subtracting(known).sorted().map {
            Problem(
                "the topic has no concept \"\($0)\"",
                at: .path("\(path)/\(seed.name).yaml"),
                remedy: "take it out of the seed's events, or add it to the topic"
            )
        }
    }
}
