import Domain
import Foundation
import Glibc
import TestSupport
import Testing

@testable import Alerting

/// Runs small shell scripts as an operator's program would be run.
@Suite(.timeLimit(.minutes(10)))
struct CommandSinkTests {
    /// A script in a folder of its own. The shell reads it: one that is started itself is "busy" while a process that
    /// another test forks in that moment still holds the descriptor it was written with.
    private func send(
        _ script: String,
        timeout: Int64 = 30,
        arguments: [String] = [],
        body: [UInt8] = Array("{\"n\":1}".utf8),
        in folder: TemporaryFolder
    ) async throws -> Attempt {
        let path = folder.path + "/program"
        try "#!/bin/sh\n\(script)\n".write(toFile: path, atomically: false, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: path)
        var receiver = Sample.receiver("pager")
        receiver.way = .command(CommandWay(arguments: ["/bin/sh", path] + arguments, timeout: timeout))
        var delivery = Sample.delivery(1, to: "pager")
        delivery = Delivery(
            id: delivery.id,
            alert: delivery.alert,
            receiver: delivery.receiver,
            story: delivery.story,
            body: body,
            contentType: delivery.contentType,
            created: delivery.created,
            nextAttempt: delivery.nextAttempt
        )
        return await CommandSink().send(delivery, to: receiver, at: Sample.start)
    }

    private func text(_ name: String, in folder: TemporaryFolder) throws -> String {
        try String(contentsOfFile: folder.path + "/" + name, encoding: .utf8)
    }

    struct Ending: CustomTestStringConvertible, Sendable {
        let script: String
        let reason: String?
        var testDescription: String { script }
    }

    @Test(arguments: [
        Ending(script: "cat >/dev/null", reason: nil),
        Ending(script: "exit 0", reason: nil),
        Ending(script: "exec 0<&-; exec 1>&-; exec 2>&-; exit 0", reason: nil),
        Ending(script: "exit 75", reason: "exit status 75"),
        Ending(script: "echo first; echo 'no modem' >&2; exit 3", reason: "exit status 3: no modem"),
        Ending(script: "printf 'a\\033[31m\\000b\\r\\n\\n'; exit 1", reason: "exit status 1: a[31mb"),
        Ending(script: "kill -USR1 $$", reason: "ended by signal 10"),
    ])
    func `only status 0 is delivered, and a failure tells the last line`(_ ending: Ending) async throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let attempt = try await send(ending.script, in: folder)
        guard let reason = ending.reason else {
            #expect(attempt == .delivered(status: 0))
            return
        }
        #expect(attempt == .failed(reason: reason, status: nil, retryAfter: nil))
    }

    @Test func `the program gets the body whole, its arguments as they are, and nothing of our environment`()
        async throws
    {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        unsafe setenv("HOTLINE_TEST_SECRET", "hidden", 1)
        let body = Array(String(repeating: "{\"ü\":1}\n", count: 40_000).utf8)
        let script = """
            cat > "\(folder.path)/body"; env > "\(folder.path)/env"; pwd > "\(folder.path)/folder"
            printf '%s|' "$@" > "\(folder.path)/arguments"
            """
        let arguments = ["$(touch /tmp/never)", "a b", "", "*", "';\"", "ü\n"]
        #expect(try await send(script, arguments: arguments, body: body, in: folder) == .delivered(status: 0))
        #expect(try Array(text("body", in: folder).utf8) == body)
        #expect(try text("arguments", in: folder) == arguments.joined(separator: "|") + "|")
        #expect(try text("folder", in: folder) == "/\n")
        let variables = try text("env", in: folder).split(separator: "\n").map { $0.prefix { $0 != "=" } }
        let ours = ["HOTLINE_ALERT", "HOTLINE_ID", "HOTLINE_RECEIVER", "HOTLINE_STORY", "LANG", "PATH"]
        // The shell adds PWD and its like.
        #expect(variables.filter { !["PWD", "OLDPWD", "SHLVL", "_"].contains($0) }.map(String.init).sorted() == ours)
    }

    @Test func `the program inherits three descriptors and no blocked or ignored signal`() async throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let leak = unsafe open("/dev/null", O_RDONLY)  // without CLOEXEC, as a library might
        defer { close(leak) }
        let script = """
            ls /proc/$$/fd > "\(folder.path)/descriptors"
            grep -E 'Sig(Blk|Ign)' /proc/self/status | tr -d ' \\t' > "\(folder.path)/signals"
            """
        #expect(try await send(script, in: folder) == .delivered(status: 0))
        // The shell holds its script as a descriptor from 10 on.
        let open = try text("descriptors", in: folder).split(separator: "\n").compactMap { Int($0) }.filter { $0 < 10 }
        #expect(open.sorted() == [0, 1, 2])
        #expect(
            try text("signals", in: folder) == "SigBlk:0000000000000000\nSigIgn:0000000000000000\n"
        )
    }

    @Test func `one that hangs is ended in its time, though it does not listen`() async throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let attempt = try await send("trap '' TERM; echo busy; while :; do sleep 1; done", timeout: 5, in: folder)
        #expect(attempt == .failed(reason: "ended after 5 s, its time limit: busy", status: nil, retryAfter: nil))
    }

    @Test func `one that writes without end is ended in its time, and only the end is kept`() async throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let attempt = try await send("exec yes", timeout: 5, in: folder)
        #expect(attempt == .failed(reason: "ended after 5 s, its time limit: y", status: nil, retryAfter: nil))
    }

    @Test func `what it leaves behind is ended with it`() async throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        // The child keeps our pipe open: a reader that waits for its end would wait for a thousand seconds.
        let attempt = try await send("sleep 1000 & echo $! > \"\(folder.path)/pid\"; exit 0", in: folder)
        #expect(attempt == .delivered(status: 0))
        let child = try #require(pid_t(text("pid", in: folder).dropLast()))
        var isGone = false
        for _ in 0..<6_000 where !isGone {
            let stat = (try? String(contentsOfFile: "/proc/\(child)/stat", encoding: .utf8)) ?? ""
            isGone = stat.isEmpty || stat.contains(") Z ")
            if !isGone { try await Task.sleep(for: .milliseconds(10)) }
        }
        #expect(isGone)
    }

    @Test func `what cannot be started says why and leaks nothing`() async throws {
        var receiver = Sample.receiver("pager")
        receiver.way = .command(CommandWay(arguments: ["/nowhere/at/all"], timeout: 5))
        let attempt = await CommandSink().send(Sample.delivery(1), to: receiver, at: Sample.start)
        let reason = "the program cannot be started: No such file or directory"
        #expect(attempt == .failed(reason: reason, status: nil, retryAfter: nil))
    }

    @Test func `cancelling ends the program`() async throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let attempt = try await withThrowingTaskGroup(of: Attempt.self) { group in
            group.addTask { try await send("echo > \"\(folder.path)/began\"; sleep 1000", in: folder) }
            while !FileManager.default.fileExists(atPath: folder.path + "/began") { await Task.yield() }
            group.cancelAll()
            return try await group.next()
        }
        #expect(attempt == .failed(reason: "ended, since hotline stops", status: nil, retryAfter: nil))
    }
}
