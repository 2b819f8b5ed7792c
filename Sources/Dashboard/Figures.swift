import Delivery

/// Numbers as people read them.
enum Figures {
    /// `9999`, `12 345`: groups of three from five digits on, with a narrow space.
    static func text(_ number: Int) -> String {
        let digits = String(number.magnitude)
        let sign = number < 0 ? "\u{2212}" : ""
        guard digits.utf8.count > 4 else { return sign + digits }
        var grouped = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.utf8.count - index) % 3 == 0 { grouped += "\u{202F}" }
            grouped.append(digit)
        }
        return sign + grouped
    }

    /// `12 345.60`.
    static func money(cents: Int) -> String {
        let fraction = cents.magnitude % 100
        let whole = text(Int(cents.magnitude / 100))
        return (cents < 0 ? "\u{2212}" : "") + whole + (fraction < 10 ? ".0" : ".")
            + String(fraction)
    }

    /// A total with its mark: `<10` when nothing may be told, `120+` when small groups are missing.
    static func text(_ total: Report.Total, smallest: Int) -> String {
        if total.withheld == 0 { return text(total.count) }
        return total.count == 0 ? "<\(smallest)" : text(total.count) + "+"
    }

    /// `23%` of two totals together; `nil` while there is nothing to divide.
    static func share(of part: Report.Total, beside other: Report.Total) -> String? {
        let whole = part.count.addingReportingOverflow(other.count)
        guard !whole.overflow, whole.partialValue > 0, part.count > 0 else { return nil }
        let percent = Int((Double(part.count) / Double(whole.partialValue) * 100).rounded())
        // Where small groups are missing the share is not exact.
        let mark = part.withheld + other.withheld > 0 ? "about " : ""
        return percent == 0 ? "under 1%" : "\(mark)\(percent)%"
    }

    /// `1 Jul`.
    static func short(_ day: Day) -> String {
        let (_, month, number) = day.components
        return "\(number) \(months[month - 1])"
    }

    /// `Wed 1 Jul 2026`.
    ///
    /// 1 January 1970 was a Thursday.
    static func long(_ day: Day) -> String {
        let weekday = ((day.number + 3) % 7 + 7) % 7
        return "\(weekdays[weekday]) \(short(day)) \(day.components.year)"
    }

    /// The smallest round number at or above `largest`: 1, 2 or 5 times a power of ten.
    static func scale(_ largest: Int) -> Int {
        var power = 1
        while power < largest {
            for step in [1, 2, 5] where step * power >= largest { return step * power }
            guard power < Int.max / 10 else { return largest }
            power *= 10
        }
        return max(1, power)
    }

    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
    private static let weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
}
