import Bytes
import Testing

@testable import Privacy

/// What is written like a key, a site's id, or a name.
@Suite struct TokenShapeTests {
    @Test(
        "Ids of sites, pixels and projects",
        arguments: [
            ("G-TEST000001", true), ("377194366672297", true), ("UA-1234-5", true),
            ("1:1234567890:web:0123456789abcdef", true), ("CABC|CDEF", true),
            ("746f4b90-23d9-561a-8215-09fd380eccee", true), ("shop.example", true),
            ("1837465029.1699988776", false), ("187.66.155.233", false), ("2001:db8::1", false),
            ("jan@example.com", false), ("Jan Janssens", false), ("+32470998877", false),
            ("b4c9a289323b21a01c3e940f150eb9b8c542587f1abfd8f0e1cc1ffc5e475514", false),
            ("123456789012345678901", false), (String(repeating: "a", count: 129), false),
        ])
    func siteIDs(text: String, expected: Bool) {
        let isSiteID = TokenShape.isSiteID(Array(text.utf8).span)
        #expect(isSiteID == expected)
    }

    @Test(
        "Keys of services",
        arguments: [
            ("EAAGm0PX4ZCpsBA-test_123", true), ("Bearer abc.def-ghi_4711", true),
            ("Basic d3JpdGVLZXk0MjpXOg==", false), ("Basic d3JpdGVLZXk0Mjo=", true), ("", false),
            ("Basic amFuQHguYmU6Z2VoZWlt", false), ("jan.peeters", false), ("0470123456", false),
            ("eyJhbGciOiJub25lIn0.eyJzdWIiOiJ0ZXN0In0.", false), ("Bearer ", false), ("a b", false),
            ("jan@example.com", false), ("187.66.155.233", false),
            ("1837465029.1699988776", false), ("Bearer jan jansen", false),
        ])
    func credentials(text: String, expected: Bool) {
        let isCredential = TokenShape.isCredential(Array(text.utf8).span)
        #expect(isCredential == expected)
    }

    @Test(
        "Names of events and of a shop's own fields",
        arguments: [
            ("$pageview", true, true), ("page_view", true, true), ("react-dom", true, true),
            ("$feature/new-checkout", false, true), ("Order Completed", false, false),
            ("jan@example.com", false, false), ("$", false, false), ("", false, false),
            ("0470998877", false, false), ("-x", false, false),
        ])
    func names(text: String, isEvent: Bool, isOwn: Bool) {
        let bytes = Array(text.utf8)
        let event = TokenShape.isEventName(bytes.span)
        let own = TokenShape.isOwnName(bytes.span)
        #expect(event == isEvent)
        #expect(own == isOwn)
    }
}
