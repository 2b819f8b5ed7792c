import Testing

@testable import Gateway

/// Paths with variable segments.
@Suite struct PathTemplateTests {
    @Test(
        "A variable segment takes ids and nothing else",
        arguments: [
            ("/api/{project}/envelope/", "/api/42/envelope/", true),
            ("/api/{project}/envelope/", "/api/42/envelope", false),
            ("/api/{project}/envelope/", "/api//envelope/", false),
            ("/api/{project}/envelope/", "/api/4/2/envelope/", false),
            ("/api/{project}/envelope/", "/api/jan%40example.com/envelope/", false),
            ("/api/{project}/envelope/", "/api/jan@example.com/envelope/", false),
            ("/api/{project}/envelope/", "/api/../envelope/", false),
            ("/api/{project}/envelope/", "/API/42/envelope/", false),
            ("/v{version}/{pixel}/events", "/v21.0/377194366672297/events", true),
            ("/v{version}/{pixel}/events", "/21.0/377194366672297/events", false),
            ("/v{version}/{pixel}/events", "/v/377194366672297/events", false),
            ("/x/{id}", "/x/1234567890123456789", false),
            ("/g/collect", "/g/collect", true), ("/g/collect", "/g/collect/", false),
        ])
    func matches(template: String, path: String, expected: Bool) {
        let isMatch = PathTemplate(template).matches(Array(path.utf8).span)
        #expect(isMatch == expected)
    }

    @Test(
        "What a map may write as a path",
        arguments: [
            ("/g/collect", true), ("/api/{project}/x/", true), ("/v{version}/e", true), ("/", true),
            ("collect", false), ("/a b", false), ("/a?b", false), ("/a#b", false), ("/{}", false),
            ("/{a", false), ("/a}", false), ("/%61", false), ("/{a1}", false),
        ])
    func isValid(path: String, expected: Bool) {
        #expect(PathTemplate.isValid(path) == expected)
    }

    @Test("Two templates overlap where one path is both's, literals going first")
    func overlaps() {
        let project = PathTemplate("/api/{project}/store/")
        #expect(project.overlaps(PathTemplate("/api/{id}/store/")))
        #expect(!project.overlaps(PathTemplate("/api/0/store/")))
        #expect(!project.overlaps(PathTemplate("/api/{id}/envelope/")))
    }
}
