import Bytes

/// Which query parameters describe a campaign, and which may not stay even if a shop names them.
enum QueryParameters {
    /// Whether the parameter describes a campaign or is one of `kept`, the shop's accepted names.
    static func isKept(_ name: Span<UInt8>, _ kept: [[UInt8]]) -> Bool {
        if campaigns.code(of: name) != 0 { return true }
        if isPlain(name) {
            for other in kept where equals(name, other) { return true }
            return false
        }
        guard let name = ParameterName(name) else { return false }
        if name.code(in: campaigns) != 0 { return true }
        for other in kept where name.equals(other) { return true }
        return false
    }

    /// Whether the name is written as names are compared, but for its case.
    private static func isPlain(_ name: Span<UInt8>) -> Bool {
        for index in name.indices {
            let byte = name[index]
            guard
                ASCII.isAlphanumeric(byte) || byte == UInt8(ascii: "_")
                    || byte == UInt8(ascii: "-")
            else { return false }
        }
        return true
    }

    private static func equals(_ name: Span<UInt8>, _ lower: [UInt8]) -> Bool {
        guard name.count == lower.count else { return false }
        for index in name.indices where ASCII.lowercased(name[index]) != lower[index] {
            return false
        }
        return true
    }

    // MARK: The shop's own list

    /// The names of a shop's list in the form that names are compared in, without those that stand
    /// for a click, a person, an order or a secret.
    static func accepted(_ names: [String]) -> [[UInt8]] {
        names.compactMap { name in
            let bytes = Array(name.utf8)
            guard let compared = ParameterName(bytes.span)?.array, !isRefused(compared) else {
                return nil
            }
            return compared
        }
    }

    /// Whether `name`, in the compared form, or a part of it names a click, a person, an order or a
    /// secret.
    private static func isRefused(_ name: [UInt8]) -> Bool {
        for part in name.split(separator: UInt8(ascii: ".")) + [name[...]] {
            let part = Array(part)
            if refused.code(of: part.span) != 0 { return true }
            let letters = part.filter(ASCII.isAlphanumeric)
            if personal.code(of: letters.span) != 0 { return true }
            for owner in owners where letters.span.hasPrefix(owner) {
                let rest = Array(letters.dropFirst(owner.utf8CodeUnitCount))
                if personal.code(of: rest.span) != 0 { return true }
            }
            for prefix in refusedPrefixes where part.span.hasPrefix(prefix) { return true }
            for suffix in refusedSuffixes {
                let ending = Array(letters.suffix(suffix.utf8CodeUnitCount))
                if ending.span.equals(suffix) { return true }
            }
        }
        return false
    }
}
