import ConfigFile
import Domain
import Foundation
import Glibc

/// `hotline feeds import` and `export`: the feeds as OPML.
///
/// The configuration is the truth, and no program writes it: an import adds to an OPML list that it names.
package enum FeedListsRun {
    /// Prints the configured feeds as OPML 2.0.
    package static func export(configPath: String?, environment: [String: String]) throws -> ExitStatus {
        let configuration = try ConfigurationFile.load(
            path: try Setup.find(configPath),
            environment: environment,
            takesBadAddresses: true,
            needsSecrets: false
        ).configuration
        for feed in configuration.feeds where feed.id.url.contains("${") {
            Console.tell(
                Problem(
                    "the address of \"\(feed.name)\" has a variable that is not set here",
                    at: .path(configuration.path),
                    remedy: "it stands in the list as it is written; set it, and export again",
                    severity: .warning
                )
            )
        }
        for feed in configuration.feeds where feed.request.isPersonal {
            Console.tell(
                Problem(
                    "what \"\(feed.name)\" is asked with (credentials, header fields, certificate) is left out",
                    at: .path(configuration.path),
                    remedy: "who imports the list has to be given it another way",
                    severity: .warning
                )
            )
        }
        let text = OPMLWriter.document(of: configuration.feeds, title: "Feeds of Hotline", now: SystemClock().now)
        Console.out(Array(text.utf8))
        return .ok
    }

    /// Adds the feeds of an OPML file to the list that the configuration names, or to `into`.
    ///
    /// What is subscribed already, stands there twice or can never be asked is told and left out. The list is replaced
    /// as a whole, or stays as it is.
    ///
    /// - Parameters:
    ///   - source: an OPML file, or `-` for standard input.
    ///   - into: the list to add to, which is made where there is none; nil takes the one that the configuration names.
    ///   - dryRun: writes nothing.
    ///   - configPath: the configuration.
    ///   - environment: the process's.
    /// - Returns: 0, also where all feeds were there already.
    /// - Throws: `CommandFailure`: 64 where the list is not clear, 65 for what is no whole OPML, 66 without the file,
    ///   74 where the list cannot be written.
    package static func `import`(
        _ source: String,
        into: String?,
        dryRun: Bool,
        configPath: String?,
        environment: [String: String]
    ) throws -> ExitStatus {
        let configuration = try configuration(configPath, isNeeded: into == nil, environment)
        let target = try target(into, configuration)
        let text = source == "-" ? try standardInput() : try file(source)
        let old = FileManager.default.fileExists(atPath: target) ? try file(target) : nil
        let shownSource = source == "-" ? "standard input" : source
        let (brought, merged): (OPMLImport, String)
        do throws(Problem) {
            let known = (configuration?.feeds ?? []).map(\.id.url)
            let listed = try old.map { text throws(Problem) in
                try OPMLImport(text: text, path: target, subscribed: []).new.map(\.id.url)
            }
            brought = try OPMLImport(text: text, path: shownSource, subscribed: known + (listed ?? []))
            merged = try brought.merged(into: old, path: target, now: SystemClock().now)
        } catch {
            throw CommandFailure(.badData, error)
        }
        brought.notes.forEach(Console.tell)
        if !dryRun, !brought.new.isEmpty { try write(merged, to: target) }
        let verb = dryRun ? "would be added" : "added"
        Console.out(
            Console.singleLine(
                "\(brought.new.count) feeds \(verb) to \(target), \(brought.known) known already, "
                    + "\(brought.refused) refused"
            )
        )
        if let configuration, !configuration.lists.contains(target), !brought.new.isEmpty {
            Console.tell(
                Problem(
                    "the configuration does not name this list",
                    at: .path(target),
                    remedy: "add \"- opml: \(target)\" under \"feeds:\" in \(configuration.path)",
                    severity: .warning
                )
            )
        }
        return .ok
    }

    private static func configuration(
        _ path: String?,
        isNeeded: Bool,
        _ environment: [String: String]
    ) throws -> Configuration? {
        do {
            return try ConfigurationFile.load(
                path: try Setup.find(path),
                environment: environment,
                takesBadAddresses: true,
                needsSecrets: false
            ).configuration
        } catch {
            // With a list of its own name an import works before there is a configuration that does.
            if isNeeded || path != nil { throw error }
            return nil
        }
    }

    private static func target(_ into: String?, _ configuration: Configuration?) throws(CommandFailure) -> String {
        if let into {
            return into.hasPrefix("/") ? into : "\(FileManager.default.currentDirectoryPath)/\(into)"
        }
        let lists = configuration?.lists ?? []
        guard let list = lists.first, lists.count == 1 else {
            let what =
                lists.isEmpty
                ? "the configuration names no OPML list to add to" : "the configuration names \(lists.count) OPML lists"
            throw CommandFailure(
                .usage,
                Problem(what, remedy: "name one with --into FILE, and as \"- opml: FILE\" under \"feeds:\"")
            )
        }
        return list
    }

    private static func file(_ path: String) throws(CommandFailure) -> String {
        do throws(Problem) {
            return try TextFile(path: path, mostBytes: OPMLImport.mostBytes, isXML: true).text
        } catch {
            let isThere = FileManager.default.fileExists(atPath: path)
            throw CommandFailure(isThere ? .badData : .noInput, error)
        }
    }

    private static func standardInput() throws(CommandFailure) -> String {
        let bytes = try InputBytes.read("-", mostBytes: OPMLImport.mostBytes)
        guard let text = OPMLImport.text(of: bytes) else {
            throw CommandFailure(
                .badData,
                Problem("standard input is no UTF-8 text", remedy: "save it as UTF-8, or let it declare its encoding")
            )
        }
        return text
    }

    /// Whole or not at all, and on disk: written beside, synced, renamed.
    private static func write(_ text: String, to path: String) throws(CommandFailure) {
        func fail() -> CommandFailure {
            let reason = unsafe String(cString: strerror(errno))
            return CommandFailure(
                errno == EACCES || errno == EPERM ? .noPermission : .io,
                Problem("cannot be written: \(reason)", at: .path(path))
            )
        }
        let beside = "\(path).new-\(getpid())"
        var status = stat()
        let mode = unsafe stat(path, &status) == 0 ? status.st_mode & 0o777 : 0o644
        let descriptor = unsafe open(beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw fail() }
        defer { close(descriptor) }
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                let failure = fail()
                unsafe unlink(beside)
                throw failure
            }
            rest = rest.dropFirst(count)
        }
        guard fsync(descriptor) == 0, unsafe rename(beside, path) == 0 else {
            let failure = fail()
            unsafe unlink(beside)
            throw failure
        }
    }
}
