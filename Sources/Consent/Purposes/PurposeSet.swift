/// Purposes that a visitor is asked about.
///
/// Marketing is three purposes, because signals and destinations tell them apart.
package struct PurposeSet: OptionSet, Sendable, Hashable {
    package let rawValue: UInt8

    package init(rawValue: UInt8) { self.rawValue = rawValue }

    package static let preferences = Self(rawValue: 1)
    package static let statistics = Self(rawValue: 2)
    package static let adStorage = Self(rawValue: 4)
    package static let adUserData = Self(rawValue: 8)
    package static let adPersonalization = Self(rawValue: 16)
    package static let marketing: Self = [.adStorage, .adUserData, .adPersonalization]
    package static let all: Self = [.preferences, .statistics, .marketing]

    /// The purposes behind a word; none for `functional`, which nobody is asked about.
    package init(_ purpose: Purpose) {
        switch purpose {
        case .functional: self = []
        case .preferences: self = .preferences
        case .statistics: self = .statistics
        case .marketing: self = .marketing
        case .adStorage: self = .adStorage
        case .adUserData: self = .adUserData
        case .adPersonalization: self = .adPersonalization
        }
    }
}
