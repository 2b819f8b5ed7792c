import Testing

@testable import Intake

@Suite struct GlobTests {
    @Test(arguments: [
        ("*.log", "access.log", true), ("*.log", "access.log.1", false), ("*", "", true),
        ("*", ".hidden", false), (".*", ".hidden", true), ("?", ".", false), ("a?c", "abc", true),
        ("a?c", "ac", false), ("*.log*", "a.log.2.gz", true), ("[ab]*", "box", true),
        ("[!ab]*", "box", false), ("[^ab]*", "cox", true), ("[a-c]1", "b1", true),
        ("[a-c]1", "d1", false), ("[]]", "]", true), ("[]-a]", "^", true), ("[a", "[a", true),
        ("a\\*", "a*", true), ("a\\*", "ab", false), ("**", "abc", true), ("", "", true),
        ("a*b*c", "a-b-b-c", true), ("a*b*c", "a-b-b-d", false),
    ])
    func `a component fits as in a shell`(pattern: String, name: String, fits: Bool) {
        #expect(Glob(pattern).matches(name) == fits)
    }

    @Test func `many stars take no longer than the lengths multiplied`() {
        let pattern = Glob(String(repeating: "*a", count: 200) + "b")
        #expect(!pattern.matches(String(repeating: "a", count: 250)))
    }

    @Test(arguments: [("a.log", "a.log"), ("a\\*", "a*"), ("a*", nil), ("a?", nil), ("[a]", nil)])
    func `what is special decides whether a directory is read`(
        component: String, literal: String?
    ) {
        #expect(Glob(component).literal == literal)
    }
}
