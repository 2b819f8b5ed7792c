import Consent

/// Reading from text, because the macros of the tests take no spans.
extension TransparencyFacts {
    static func of(_ text: String, _ watched: WatchedVendors) -> TransparencyFacts? {
        read(Array(text.utf8).span, watched: watched)
    }
}

extension AdditionalFacts {
    static func of(_ text: String, _ watched: WatchedVendors) -> AdditionalFacts? {
        read(Array(text.utf8).span, watched: watched)
    }
}

extension TransparencyString {
    static func of(_ text: String) throws(TransparencyFault) -> TransparencyString {
        try decode(Array(text.utf8).span)
    }
}
