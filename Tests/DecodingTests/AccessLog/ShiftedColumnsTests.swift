import Bytes
import Testing

@testable import Decoding

/// What refuses a line whose columns are there, but not where they belong.
@Suite("Columns out of place")
struct ShiftedColumnsTests {
    private func split(_ format: AccessLogFormat, _ bytes: [UInt8]) -> [String]? {
        var fields = LogFields()
        guard format.split(bytes.span, into: &fields) else { return nil }
        return (0..<fields.count).map { bytes.text(fields[$0]) }
    }

    /// Writes a time for `§`.
    private func withTime(_ text: String) -> String {
        text.replacing("§", with: "[10/Oct/2024:13:55:36 +0200]")
    }

    @Test(
        "A line that begins with its client does not pass for one that begins with its site",
        arguments: [
            "203.0.113.9:51234 - Jan Jansen §", "2a02:1810:1:2::9e8f Jan Peter Jansen §",
            "2a02::9e8f Jan Peter Jansen §", "client.isp.example:51234 - Jan Jansen §",
            "203.0.113.9 - Jan Jansen §", "client.isp.example - Jan Jansen §",
        ])
    func shiftedSites(start: String) throws {
        let common = withTime(start) + #" "GET /a HTTP/1.1" 200 5"#
        let combined = common + #" "-" "-""#
        #expect(split(try AccessLogFormat(.vhostCombined), combined.bytes) == nil)
        #expect(split(try AccessLogFormat(.vhostCombinedPortless), combined.bytes) == nil)
        #expect(split(try AccessLogFormat(.vhostCommon), common.bytes) == nil)
    }

    @Test(
        "Sites of every name are sites",
        arguments: [
            "shop.example:443 203.0.113.9 - Jan Jansen §", "127.0.1.1:80 2001:db8::9 - - §",
            "shop.example:443 - - - §", "*.shop.example:80 client.isp.example x jan §",
        ])
    func sites(start: String) throws {
        let line = withTime(start) + #" "GET /a HTTP/1.1" 200 5 "-" "-""#
        #expect(split(try AccessLogFormat(.vhostCombined), line.bytes) != nil)
    }

    @Test("Values of the server must have its form, values that it relays need not")
    func grammars() throws {
        let times = try AccessLogFormat(nginx: #"$msec $remote_addr "$request""#)
        #expect(split(times, #"1700000000.123 203.0.113.9 "GET / HTTP/1.1""#.bytes) != nil)
        #expect(split(times, #"203.0.113.9 1700000000.123 "GET / HTTP/1.1""#.bytes) == nil)
        let hosts = try AccessLogFormat(apache: #""%V" "%{Host}i" "%m" "%{%s}t""#)
        #expect(split(hosts, #""jan@x" "203.0.113.9" "jan" "1700000000""#.bytes) != nil)
        #expect(split(hosts, #""shop.example" "shop.example" "GET" "203.0.113.9""#.bytes) == nil)
        let json = try AccessLogFormat(nginx: #"escape=json {"s":$status,"p":$remote_port}"#)
        #expect(split(json, #"{"s":200,"p":null}"#.bytes) != nil)
        #expect(split(json, #"{"s":200,"p":jan}"#.bytes) == nil)
        #expect(json.fields.map(\.isJSONValue) == [true, true])
        let inside = try AccessLogFormat(
            nginx: #"escape=json {"a":"$host","b":"x $remote_port y"}"#)
        #expect(inside.fields.map(\.isJSONValue) == [false, false])
    }
}
