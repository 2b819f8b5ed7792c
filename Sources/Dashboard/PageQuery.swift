import Bytes
import Delivery

/// What the overview is asked for: `?site=…&destination=…&days=30`.
///
/// Anything else is ignored.
struct PageQuery: Equatable {
    /// The ranges that can be chosen, in days up to today.
    static let ranges = [1, 7, 30, 90, 365]

    /// The longest name in a query; the reader would search for it.
    static let longestName = 200

    var site: String?
    var destination: String?
    var days = 30

    init() {}

    /// Reads the query component of a target.
    init(_ query: Span<UInt8>) {
        var start = 0
        while start <= query.count, !query.isEmpty {
            let end = query.firstOffset(of: UInt8(ascii: "&"), from: start) ?? query.count
            read(query.extracting(start..<end))
            start = end + 1
        }
    }

    private mutating func read(_ pair: Span<UInt8>) {
        guard let equals = pair.firstOffset(of: UInt8(ascii: "=")) else { return }
        let name = pair.extracting(..<equals)
        let value = Self.decoded(pair.extracting((equals + 1)...))
        guard !value.isEmpty, value.utf8.count <= Self.longestName else { return }
        if name.equals("site") { site = value }
        if name.equals("destination") { destination = value }
        if name.equals("days"), let days = Int(value), Self.ranges.contains(days) {
            self.days = days
        }
    }

    /// Form decoding: `+` is a space, `%XX` a byte; a broken escape stays as it is.
    static func decoded(_ bytes: Span<UInt8>) -> String {
        var result: [UInt8] = []
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            if byte == UInt8(ascii: "%"), index + 2 < bytes.count,
                let high = ASCII.hexValue(bytes[index + 1]),
                let low = ASCII.hexValue(bytes[index + 2])
            {
                result.append(high << 4 | low)
                index += 3
            } else {
                result.append(byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
                index += 1
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    func report(today: Day, smallGroups: SmallGroups) -> ReportQuery {
        ReportQuery(
            site: site, destination: destination, days: today.advanced(by: 1 - days)...today,
            smallGroups: smallGroups)
    }
}
