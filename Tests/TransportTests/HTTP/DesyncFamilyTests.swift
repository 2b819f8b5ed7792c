import Testing
import Transport

@Suite struct `A family of ambiguous requests` {
    private static let hidden = DesyncCorpus.bytes("GET /hidden HTTP/1.1\r\nHost: a\r\n\r\n")

    @Test(arguments: DesyncFamilies.all)
    func `has no member that is accepted`(family: DesyncFamilies.Family) {
        #expect(!family.requests.isEmpty)
        for request in family.requests {
            // What follows on the connection completes what a request leaves open.
            let bytes = DesyncCorpus.bytes(request) + Self.hidden + Self.hidden
            #expect(DesyncFamilies.isRefused(bytes), "\(request.debugDescription)")
        }
    }

    @Test func `has as many members as promised`() {
        #expect(DesyncFamilies.all.map(\.requests.count).reduce(0, +) >= 6_000)
    }

    /// Any two of the marks that divide a request, replaced by others.
    @Test func `is every request whose marks were exchanged, but where they mean the same`() {
        let base = Array("GET /a/b HTTP/1.1\r\nHost: local\r\nX: y\r\n\r\n".utf8)
        let others: [UInt8: [UInt8]] = [
            0x20: Array("\n\r_:\t\u{B}\0/".utf8), 0x0A: Array(" :\r\t\0".utf8),
            0x0D: Array("\n \t\0".utf8), 0x3A: Array(" ;=\t\n".utf8), 0x2F: Array(" \\?#*".utf8),
        ]
        let places = base.indices.filter { others[base[$0]] != nil }
        var accepted: Set<String> = []
        var count = 0
        for first in places {
            for second in places where second >= first {
                for one in others[base[first], default: []] {
                    for two in others[base[second], default: []] {
                        var bytes = base
                        bytes[first] = one
                        bytes[second] = two
                        count += 1
                        let snapshot = RequestSnapshot.atOnce(bytes)
                        guard snapshot.progress == .complete else { continue }
                        accepted.insert(String(decoding: bytes, as: UTF8.self))
                        // What is read is what stands there, and nothing besides.
                        #expect(snapshot.lines.count == 8)
                        #expect(snapshot.lines[0] == "get GET")
                        #expect(snapshot.lines[5].hasSuffix("length \(base.count)"))
                    }
                }
            }
        }
        #expect(count > 4_000)
        for text in accepted {
            let lines = text.components(separatedByMark: "\r\n")
            #expect(lines.count == 5, "\(text.debugDescription)")
            #expect(lines[0].hasPrefix("GET /") && lines[0].hasSuffix(" HTTP/1.1"))
            #expect(lines[1].hasPrefix("Host:") && lines[2].hasPrefix("X:"))
            #expect(lines[3].isEmpty && lines[4].isEmpty)
        }
    }
}

extension String {
    fileprivate func components(separatedByMark mark: String) -> [String] {
        var parts: [String] = [""]
        for character in self {
            if String(character) == mark {
                parts.append("")
            } else {
                parts[parts.count - 1].append(character)
            }
        }
        return parts
    }
}
