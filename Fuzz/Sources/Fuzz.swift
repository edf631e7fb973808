import Glibc

@testable import Parsing

/// libFuzzer's targets over the parser; the first argument of `fuzz` names one, the others are libFuzzer's.
enum Target: String, CaseIterable {
    case document, html, date, url, json

    /// Runs one input; a trap or a report of AddressSanitizer is a finding.
    func run(_ bytes: [UInt8]) {
        switch self {
        case .document:
            // The first byte chooses a header, so that all decoders are reached.
            let headers = [nil, "text/xml; charset=utf-8", "text/xml; charset=gbk", "text/xml; charset=iso-2022-jp", "x; charset=koi8-r"]
            let header = headers[Int(bytes.first ?? 0) % headers.count]
            do { _ = try FeedParser.parse(Array(bytes.dropFirst()), contentType: header, base: "http://a.example/b/") } catch {}
        case .json:
            do { _ = try FeedParser.parse([0x7B] + bytes, contentType: nil, base: nil) } catch {}
        case .html:
            var plain = PlainText()
            for mode in [TextMode.html, .plain, .maybeBase64, .token] {
                let text = plain.string(bytes, mode) ?? ""
                precondition(text.utf8.count <= bytes.count * 4 + 16, "text grew")
            }
        case .date:
            _ = DateParser.timestamp(bytes)
        case .url:
            let parts = bytes.split(separator: 0x0A, maxSplits: 1, omittingEmptySubsequences: false)
            let reference = URLResolver.cleaned(String(decoding: parts.first ?? [], as: UTF8.self))
            let base = parts.count > 1 ? String(decoding: parts[1], as: UTF8.self) : nil
            guard let url = URLResolver.resolve(reference, against: base) else { return }
            precondition(URLResolver.resolve(url, against: base) != nil, "an absolute URL is resolved")
        }
    }
}

@_silgen_name("LLVMFuzzerRunDriver")
func runDriver(
    _ count: UnsafeMutablePointer<CInt>, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
    _ target: @convention(c) (UnsafePointer<UInt8>, Int) -> CInt
) -> CInt

nonisolated(unsafe) var chosen = Target.document

/// The function that libFuzzer's own main would call, were it used.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOne(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    chosen.run(Array(UnsafeBufferPointer(start: bytes, count: count)))
    return 0
}

/// SwiftPM links an executable with `main` defined as `Fuzz_main`; libFuzzer's driver takes over from here.
@_cdecl("Fuzz_main")
public func fuzzMain(_ argc: CInt, _ argv: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> CInt {
    guard argc > 1, let name = argv[1].map({ String(cString: $0) }), let target = Target(rawValue: name) else {
        print("usage: Fuzz \(Target.allCases.map(\.rawValue).joined(separator: "|")) [libFuzzer's options] [CORPUS]")
        return 64
    }
    chosen = target
    // The target's name is taken out of the arguments.
    var count = argc - 1
    argv[1] = argv[0]
    var arguments = argv.advanced(by: 1)
    return runDriver(&count, &arguments) { bytes, count in fuzzOne(bytes, count) }
}
