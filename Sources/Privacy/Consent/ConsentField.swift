package import Consent

/// A field of events in which the visitor's choice stands, as a vendor map has it.
package struct ConsentField: Sendable, Equatable {
    /// How the choice is written.
    package enum Form: Sendable, Equatable {
        /// A value: texts that say yes to all of the purposes, and texts that say no to them.
        case choice(purposes: PurposeSet, granted: [String], denied: [String])
        /// A category, or a list of them, that stands beside what is said of it.
        case items([CategoryDefinition])
        /// An object whose members are categories, each `true` or `false`.
        case members([CategoryDefinition])
        /// An object with a list of the categories that are granted and one of those that are refused.
        case lists(granted: String, denied: String, categories: [CategoryDefinition])
    }

    /// How far what stands there counts.
    package enum Reading: String, Sendable, CaseIterable {
        /// Refusals, and grants where the site's events are trusted.
        case choices
        /// Refusals alone: a yes may be a default of the vendor or of the region.
        case refusals
        /// Neither; the field is only lowered.
        case nothing
    }

    /// Names from the event inwards, with points between them.
    package var path: String
    package var form: Form
    package var reading = Reading.choices
    /// Whether a text that is neither yes nor no stays as it is, because the name has other meanings.
    package var keepsOthers = false
    /// Of an object with lists: texts of further members that may leave, such as the platform's name.
    package var kept: [String] = []
    /// Line in the file, from 1.
    package var line = 0

    package init(path: String, form: Form, line: Int = 0) {
        self.path = path
        self.form = form
        self.line = line
    }
}

/// What a rule says of consent: plain bits, as everything in a rule.
struct ConsentMark: Sendable, Equatable {
    /// The signal that is read from the value.
    var signal: ConsentSignal?
    /// A number of its own for each signal, with room for the statements of one.
    var signalKey = 0
    /// The place of the field among the map's ``CompiledConsentField``, or -1.
    var place: Int16 = -1
    /// Whether the field is an object that is read and lowered as a whole.
    var isObject = false
    /// Whether marked fields stand inside.
    var isOnTheWay = false

    /// The mark of every field that has nothing to do with consent.
    static let none = ConsentMark()

    /// Whether the value is a string that only a consent platform may write, and so is never changed.
    var isString: Bool {
        switch signal {
        case .transparency, .additional, .usPrivacy, .globalPrivacyPlatform: true
        default: false
        }
    }

    var isEmpty: Bool { signal == nil && place < 0 && !isOnTheWay }
}
