/// A value in its surroundings, and what may take its place.
struct CorpusSample {
    /// The row of the report.
    let label: String
    let before: String
    let value: String
    let after: String
    /// What may stand in place of the value; empty when the value itself must only be gone.
    let expected: Set<String>

    var text: String { before + value + after }
}

/// Sentences of customers and programs, with a place for a value.
enum CorpusSentences {
    /// Surroundings that say nothing about the value.
    static let neutral: [(String, String)] = [
        ("", ""), ("Hallo, ", " graag snel antwoord"), ("hier is het ", ", alvast bedankt"),
        ("Ik gebruik ", " al jaren."), ("Bonjour, voici ", " merci beaucoup"),
        ("c'est ", ", je crois"), ("Guten Tag, hier: ", " vielen Dank"), ("Es geht um ", "."),
        ("Please check ", " and answer soon"), ("zoekterm ", ""), ("(", ")"), ("\"", "\""),
        ("<b>", "</b>"), ("WARN handler failed, ", " was refused"), ("[info] ", " done in 12 ms"),
        ("{\"message\":\"", " niet gevonden\"}"), ("q=", "&page=2"), ("voor ", "; dank u"),
        ("j'ai \u{e9}crit ", " hier"), ("\\n", "\\n"), ("schön, ", "!"), ("line one\n", "\nline 3"),
    ]

    /// For values that must stand between spaces or at an end.
    static let spaced: [(String, String)] = [
        ("", ""), ("Hallo, ", " graag snel antwoord"), ("hier is het ", ", alvast bedankt"),
        ("Bonjour, voici ", " merci beaucoup"), ("Guten Tag, hier: ", " vielen Dank"),
        ("Please check ", " and answer soon"), ("Es geht um ", "."), ("zoekterm ", ""),
        ("{\"message\":\"", " niet gevonden\"}"), ("[info] ", " done in 12 ms"),
    ]
}
