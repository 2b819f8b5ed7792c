/// The rules for host names in a configuration.
enum HostName {
    /// Why a text cannot be a host.
    enum Mistake: Error, Equatable {
        case empty
        case hasPort
        case hasScheme
        case isPattern
        case notASCII
        case malformed

        var message: String {
            switch self {
            case .empty: "is empty; expected a host name such as stats.shop.example"
            case .hasPort: "has a port; write the host alone, every port of it counts"
            case .hasScheme: "is a URL; write the host alone"
            case .isPattern: "is a pattern; write each host"
            case .notASCII: "has letters outside ASCII; write its xn-- form"
            case .malformed: "is neither a host name nor an address"
            }
        }
    }

    /// Longest name and label (RFC 1035, section 2.3.4).
    private static let longestName = 253
    private static let longestLabel = 63

    /// The host as requests name it: lower case, no final dot, IPv6 in brackets and in its shortest form.
    static func read(_ text: String) -> Result<String, Mistake> {
        guard !text.isEmpty else { return .failure(.empty) }
        guard text.allSatisfy(\.isASCII) else { return .failure(.notASCII) }
        guard !text.contains("://") else { return .failure(.hasScheme) }
        guard !text.contains("*") else { return .failure(.isPattern) }
        if let address = IPLiteral(text) ?? Authority.literal(text) {
            return .success(address.hostForm)
        }
        if let (_, port) = Authority.split(text), port != nil { return .failure(.hasPort) }
        let name = (text.hasSuffix(".") ? String(text.dropLast()) : text).lowercased()
        return isName(name) ? .success(name) : .failure(.malformed)
    }

    /// Letters, digits, `-` and `_` in labels; the last label is no number, or it would be an address.
    static func isName(_ name: String) -> Bool {
        let labels = name.split(separator: ".", omittingEmptySubsequences: false)
        guard name.utf8.count <= longestName, let last = labels.last,
            !last.allSatisfy({ $0.isNumber })
        else { return false }
        return labels.allSatisfy { label in
            !label.isEmpty && label.utf8.count <= longestLabel
                && !label.hasPrefix("-") && !label.hasSuffix("-")
                && label.utf8.allSatisfy {
                    UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0
                        || UInt8(ascii: "A")...UInt8(ascii: "Z") ~= $0
                        || UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0
                        || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_")
                }
        }
    }
}
