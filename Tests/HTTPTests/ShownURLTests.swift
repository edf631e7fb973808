import Testing

@testable import HTTP

struct ShownURLTests {
    @Test(arguments: [
        ("https://a.example/feed", "https://a.example/feed"),
        ("https://a.example/feed?key=1#x", "https://a.example/feed"),
        ("http://user:pass@a.example:8080/x", "http://a.example:8080/x"),
        ("HTTPS://u:p@q@a.example", "HTTPS://a.example"), ("https://a.example/@me?x", "https://a.example/@me"),
        ("https://a.example?key=u@b", "https://a.example"),
        ("https://u:p\\@a.example/", "https://a.example/"), ("ftp://u:p@a.example/", ""), ("", ""),
        ("https://", "https://"), ("https://@", "https://"),
    ])
    func `a URL is shown without userinfo, query and fragment`(_ url: String, _ shown: String) {
        #expect(WebURL.withoutSecrets(url) == shown)
    }
}
