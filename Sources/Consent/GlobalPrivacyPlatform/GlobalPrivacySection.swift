/// The sections of a GPP string that have a number (IAB GPP, Section Information).
package enum GlobalPrivacySection {
    /// European Union, TCF v2: the same text as a TC string by itself.
    package static let transparency = 2
    /// The older US Privacy string of four characters.
    package static let usPrivacy = 6
    /// United States, national.
    package static let usNational = 7

    /// Names by number; behind them a section is called by its number.
    ///
    /// Section 5, Canada, is kept as text like all that are not of the United States: neither its
    /// express nor its implied consent grants anything here.
    private static let names = [
        "", "tcfeuv1", "tcfeuv2", "header", "signalintegrity", "tcfcav1", "uspv1", "usnat", "usca",
        "usva", "usco", "usut", "usct", "usfl", "usmt", "usor", "ustx", "usde", "usia", "usne",
        "usnh", "usnj", "ustn", "usmn", "usmd", "usin", "usky", "usri",
    ]

    /// The name of a section, such as `usca`; of one that is not known, its number.
    package static func name(of section: Int) -> String {
        names.indices.dropFirst().contains(section) ? names[section] : String(section)
    }

    /// The section of this name.
    package static func number(named name: String) -> Int? {
        names.dropFirst().firstIndex(of: name)
    }
}
