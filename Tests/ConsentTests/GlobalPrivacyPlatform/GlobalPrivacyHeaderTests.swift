import Bytes
import Testing

@testable import Consent

@Suite struct GlobalPrivacyHeaderTests {
    @Test(
        "A header names its sections, in either padding",
        arguments: [
            ("DBAA", []),
            ("DBABM~x", [2]),
            ("DBABMA~x", [2]),
            ("DBACNY~x~y", [2, 6]),
            ("DBABjw~x~y", [5, 6]),
            ("DBABLA~x", [7]),
            ("DBABzw~x~y", [6, 7]),
            ("DBACLMA~x~y", [7, 9]),
            ("DBABrGA~a~b~c~d~e~f", [7, 8, 9, 10, 11, 12]),
            ("DBABAw~x", [13]),
            ("DBABIw~x", [15]),
            ("DBABCw~x", [18]),
            ("DBABBgA~x", [8]),
        ])
    func sections(text: String, expected: [Int]) throws {
        let text = Array(text.utf8)
        let header = try GlobalPrivacyHeader(of: text.span)
        #expect(header.version == 1)
        #expect(header.sections == expected)
        let payloads = try header.payloads(in: text.span)
        #expect(payloads.count == expected.count)
    }

    @Test(
        "A header that cannot be read says why",
        arguments: [
            ("", .truncatedHeader),
            ("D", .truncatedHeader),
            ("DB", .truncatedHeader),
            ("DBA", .truncatedHeader),
            ("AAAA", .wrongType),
            ("DCAA", .wrongVersion),
            ("DB+A", .notBase64),
            ("DBGBM~x", .truncatedRange),
            ("DBAB", .truncatedRange),
            ("D.AA", .notBase64),
        ] as [(String, GlobalPrivacyPlatformFault)])
    func faults(text: String, fault: GlobalPrivacyPlatformFault) {
        let text = Array(text.utf8)
        let found = #expect(throws: GlobalPrivacyPlatformFault.self) {
            try GlobalPrivacyHeader(of: text.span)
        }
        #expect(found == fault)
    }

    @Test(
        "Payloads and ids must be as many",
        arguments: [
            "DBAA~", "DBAA~x", "DBABM", "DBABM~a~b", "DBABM~a~", "DBACNY~a", "DBACNY~a~b~c",
        ])
    func mismatch(text: String) throws {
        let text = Array(text.utf8)
        let header = try GlobalPrivacyHeader(of: text.span)
        #expect(throws: GlobalPrivacyPlatformFault.sectionMismatch) {
            try header.payloads(in: text.span)
        }
    }

    @Test("An empty payload is a payload")
    func emptyPayload() throws {
        let text = Array("DBACNY~~1YNN".utf8)
        let header = try GlobalPrivacyHeader(of: text.span)
        #expect(try header.payloads(in: text.span) == [7..<7, 8..<12])
    }

    @Test("Numbers are those of the specification's table")
    func fibonacci() {
        let codes = [
            "11", "011", "0011", "1011", "00011", "10011", "01011", "000011", "100011", "010011",
        ]
        for (offset, code) in codes.enumerated() {
            let text = base64(code)
            var bits = BitReader(text.span)
            let number = bits?.readFibonacciNumber(atMost: 100)
            #expect(number == offset + 1)
        }
    }

    @Test("A number above the limit is none, however long its code is")
    func fibonacciOverflow() {
        for zeros in 0..<400 {
            let text = base64(String(repeating: "0", count: zeros) + "11")
            var bits = BitReader(text.span)
            let number = bits?.readFibonacciNumber(atMost: 4_095)
            // The weights that fit are 1, 2, 3, 5 … 2584.
            #expect((number != nil) == (zeros < 17), "\(zeros)")
        }
        let ones = base64(String(repeating: "10", count: 200) + "11")
        var bits = BitReader(ones.span)
        let number = bits?.readFibonacciNumber(atMost: .max / 4)
        #expect(number == nil)
        let most = base64("0011")
        var exact = BitReader(most.span)
        let three = exact?.readFibonacciNumber(atMost: 3)
        #expect(three == 3)
        var short = BitReader(most.span)
        let two = short?.readFibonacciNumber(atMost: 2)
        #expect(two == nil)
    }

    @Test("Thousands of sections are refused without being listed")
    func tooManySections() {
        // 4,095 single sections, each the next; then one group of 4,000.
        let header = "000011" + "000001"
        let singles = header + "111111111111" + String(repeating: "011", count: 4_095)
        // 4,000 = 2584 + 987 + 377 + 34 + 13 + 5
        let group = header + "000000000001" + "1" + "11" + fibonacciCode(4_000)
        for bits in [singles, group] {
            let text = base64(bits)
            #expect(throws: GlobalPrivacyPlatformFault.tooManySections) {
                try GlobalPrivacyHeader(of: text.span)
            }
        }
    }

    @Test("A section above the highest id is refused")
    func outOfRange() {
        let text = base64("000011" + "000001" + "000000000001" + "0" + fibonacciCode(4_096))
        #expect(throws: GlobalPrivacyPlatformFault.sectionOutOfRange) {
            try GlobalPrivacyHeader(of: text.span)
        }
    }

    @Test("A string without end is not read")
    func longString() {
        let text = Array("DBABLA~".utf8) + [UInt8](repeating: UInt8(ascii: "C"), count: 65_536)
        #expect(throws: GlobalPrivacyPlatformFault.tooLong) {
            try GlobalPrivacyHeader(of: text.span)
        }
    }

    @Test("The TC string in it is found by its section")
    func transparency() {
        let text = Array("DBACNY~CPXxRfAPXxRfAAfKABENB-CgAAAAAAAAAAYgAAAAAAAA~1YNN".utf8)
        #expect(GlobalPrivacyHeader.transparency(in: text.span) == 7..<51)
        let other = Array("DBABLA~CVVVVVVVVVVW.YA".utf8)
        #expect(GlobalPrivacyHeader.transparency(in: other.span) == nil)
        let broken = Array("DBACNY~CPXxRfAPXxRfAAfKABENB-CgAAAAAAAAAAYgAAAAAAAA".utf8)
        #expect(GlobalPrivacyHeader.transparency(in: broken.span) == nil)
    }

    @Test("Sections are called by their names, and others by their numbers")
    func names() {
        #expect(GlobalPrivacySection.name(of: 2) == "tcfeuv2")
        #expect(GlobalPrivacySection.name(of: 23) == "usmn")
        #expect(GlobalPrivacySection.name(of: 27) == "usri")
        #expect(GlobalPrivacySection.name(of: 28) == "28")
        #expect(GlobalPrivacySection.name(of: 0) == "0")
        #expect(GlobalPrivacySection.number(named: "usca") == 8)
        #expect(GlobalPrivacySection.number(named: "") == nil)
    }
}

/// Bits as base64url text, padded with zeros to six.
func base64(_ bits: String) -> [UInt8] {
    let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
    let digits = Array(bits.utf8).map { $0 == UInt8(ascii: "1") ? 1 : 0 }
    return stride(from: 0, to: digits.count, by: 6).map { start in
        letters[(0..<6).reduce(0) { $0 * 2 + (start + $1 < digits.count ? digits[start + $1] : 0) }]
    }
}

/// The Fibonacci code of a number above zero.
func fibonacciCode(_ number: Int) -> String {
    var weights = [1, 2]
    while let last = weights.last, last <= number {
        weights.append(last + weights[weights.count - 2])
    }
    var rest = number
    var code: [Character] = []
    for weight in weights.reversed() {
        if weight <= rest {
            rest -= weight
            code.insert("1", at: 0)
        } else if !code.isEmpty {
            code.insert("0", at: 0)
        }
    }
    return String(code) + "1"
}
