import Testing

@testable import Parsing

struct URLResolverTests {
    @Test(arguments: [
        ("g", "http://a/b/c/g"), ("./g", "http://a/b/c/g"), ("g/", "http://a/b/c/g/"), ("/g", "http://a/g"),
        ("//g", "http://g"),
        ("?y", "http://a/b/c/d;p?y"), ("g?y", "http://a/b/c/g?y"), ("#s", "http://a/b/c/d;p?q#s"),
        ("", "http://a/b/c/d;p?q"),
        (".", "http://a/b/c/"), ("..", "http://a/b/"), ("../g", "http://a/b/g"), ("../../../g", "http://a/g"),
        ("g;x=1/../y", "http://a/b/c/y"), ("mailto:x@y.org", "mailto:x@y.org"), ("/путь?й=1", "http://a/путь?й=1"),
        ("https://b.org/x", "https://b.org/x"),
    ])
    func `a reference is resolved as RFC 3986 has it`(reference: String, expected: String) {
        #expect(URLResolver.resolve(reference, against: "http://a/b/c/d;p?q") == expected)
    }

    @Test func `without a base there is nothing to resolve against`() {
        #expect(URLResolver.resolve("/x", against: nil) == nil)
        #expect(URLResolver.resolve("/x", against: "urn:feed") == nil)
        #expect(URLResolver.resolve("x", against: "http://a.org") == "http://a.org/x")
    }

    @Test func `white space around and line breaks within are cut`() {
        #expect(URLResolver.cleaned(" \nhttp://a.org/x\ty\n") == "http://a.org/xy")
        #expect(URLResolver.cleaned(" \n ") == "")
    }
}
