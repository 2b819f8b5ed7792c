import Consent

/// Yes and no to categories under the names that shops and platforms commonly give them.
struct CategoryChoice {
    private var granted: PurposeSet = []
    private var denied: PurposeSet = []
    /// Whether a category's name is none of the common ones, so that nobody knows what it covers.
    private var hasUnknownNames = false

    /// Adds an answer; `nil` is none.
    mutating func add(_ name: String, isGranted: Bool?) {
        let folded = name.lowercased().filter { $0.isLetter || $0.isNumber }
        guard let purposes = Self.names[folded] else {
            hasUnknownNames = true
            return
        }
        if isGranted == true { granted.formUnion(purposes) }
        if isGranted == false { denied.formUnion(purposes) }
    }

    var states: ConsentStates { ConsentStates(granted: granted, denied: denied) }

    /// The states where a category that is not named is refused.
    ///
    /// Only where all names are known: any purpose might stand behind another.
    var statesWhereMissingMeansNo: ConsentStates {
        let states = states
        guard !hasUnknownNames else { return states }
        return states.denying(PurposeSet.all.subtracting(granted))
    }

    private static let names: [String: PurposeSet] = [
        "necessary": [], "essential": [], "strictlynecessary": [], "required": [],
        "functionalitystorage": [], "securitystorage": [], "c0001": [],
        "functional": .preferences, "functionality": .preferences, "preferences": .preferences,
        "personalization": .preferences, "personalisation": .preferences,
        "personalizationstorage": .preferences, "c0003": .preferences,
        "analytics": .statistics, "statistics": .statistics, "performance": .statistics,
        "measurement": .statistics, "analyticsstorage": .statistics, "c0002": .statistics,
        "advertising": .marketing, "advertisement": .marketing, "marketing": .marketing,
        "targeting": .marketing, "social": .marketing, "socialmedia": .marketing,
        "datasharing": .marketing, "c0004": .marketing, "c0005": .marketing,
        "adstorage": .adStorage, "aduserdata": .adUserData,
        "adpersonalization": .adPersonalization,
    ]
}
