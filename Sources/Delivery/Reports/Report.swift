/// The statistics of some days, as pages, commands and exports show them.
///
/// Small groups are hidden already (``SmallGroups``); nothing here needs more care.
package struct Report: Codable, Sendable, Equatable {
    /// `nil` means all.
    package let site: String?
    package let destination: String?
    package let from: Day
    package let through: Day
    package let smallestGroup: Int

    package internal(set) var pageViews = Total()
    package internal(set) var sales = Total()
    package internal(set) var otherEvents = Total()
    /// Pages that crawlers, monitors and programs asked for; no page views.
    package internal(set) var botViews = Total()
    /// One entry per day of the range, oldest first.
    package internal(set) var days: [DayTotals] = []
    package internal(set) var pages = Table()
    package internal(set) var referrers = Table()
    package internal(set) var browsers = Table()
    package internal(set) var systems = Table()
    package internal(set) var events = Table()
    package internal(set) var bots = Table()
    package internal(set) var revenue = RevenueTable()
    /// Requests by outcome: operational, exact.
    package internal(set) var outcomes = Table()

    init(_ query: ReportQuery) {
        site = query.site
        destination = query.destination
        from = query.days.lowerBound
        through = query.days.upperBound
        smallestGroup = query.smallGroups.smallest
    }

    /// A sum, and how many groups (a day at a destination) were too small to be in it.
    package struct Total: Codable, Sendable, Equatable {
        package internal(set) var count = 0
        package internal(set) var withheld = 0

        /// Nothing was counted, not even what may not be told.
        package var isZero: Bool { count == 0 && withheld == 0 }

        mutating func add(_ other: Total) {
            count = count.addingSaturated(other.count)
            withheld += other.withheld
        }
    }

    package struct DayTotals: Codable, Sendable, Equatable {
        package let day: Day
        package internal(set) var pageViews = Total()
        package internal(set) var sales = Total()
        package internal(set) var otherEvents = Total()
        package internal(set) var bots = Total()
    }

    /// Counts by value, largest first.
    package struct Table: Codable, Sendable, Equatable {
        package internal(set) var rows: [Row] = []
        /// The sum of values that were too small to be named.
        package internal(set) var fewer = 0

        package var total: Int { rows.reduce(fewer) { $0.addingSaturated($1.count) } }
    }

    package struct Row: Codable, Sendable, Equatable {
        package let value: String
        package let count: Int
    }

    package struct RevenueTable: Codable, Sendable, Equatable {
        package internal(set) var rows: [RevenueRow] = []
        /// Orders in currencies that were too small to be named; their amounts are not told.
        package internal(set) var fewer = 0
    }

    package struct RevenueRow: Codable, Sendable, Equatable {
        package let currency: String
        package let orders: Int
        /// Hundredths of the currency.
        package let cents: Int
    }
}

/// What a report is asked for.
package struct ReportQuery: Sendable {
    /// The longest range.
    ///
    /// The reader's queue pays, and who waits for the page.
    package static let longestRange = 1_000

    package let site: String?
    package let destination: String?
    package let days: ClosedRange<Day>
    package let smallGroups: SmallGroups

    /// `nil` as site or destination means all of them.
    ///
    /// Ranges beyond the longest lose old days.
    package init(
        site: String? = nil, destination: String? = nil, days: ClosedRange<Day>,
        smallGroups: SmallGroups = SmallGroups()
    ) {
        self.site = site
        self.destination = destination
        let earliest = days.upperBound.advanced(by: 1 - Self.longestRange)
        self.days = max(days.lowerBound, earliest)...days.upperBound
        self.smallGroups = smallGroups
    }
}

/// The parts of a report, as `matglas stats --by` names them.
package enum ReportSection: String, Sendable, CaseIterable {
    case day, page, referrer, browser, system, event, revenue, bot, outcome
}
