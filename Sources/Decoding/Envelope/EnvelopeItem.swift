/// One item of an envelope, as it stands in the body.
package struct EnvelopeItem: Sendable, Equatable {
    /// The JSON object of the header, without the line end.
    package let header: Range<Int>
    /// Between the quotes; it holds no escapes.
    package let type: Range<Int>
    package let payload: Range<Int>

    package init(header: Range<Int>, type: Range<Int>, payload: Range<Int>) {
        self.header = header
        self.type = type
        self.payload = payload
    }
}

/// Why a body is not an envelope, and where.
///
/// It never carries a byte of the body.
package struct EnvelopeFault: Error, Equatable {
    /// What is wrong at the offset.
    package enum Code: Sendable, Equatable {
        /// The first line is empty.
        case missingHeader
        /// An item header that is not a JSON object, or repeats or escapes a name.
        case malformedHeader
        /// A `type` that is absent, escaped or no string.
        case malformedType
        /// A `length` that is no whole number, or reaches behind the body.
        case malformedLength
        /// No line end behind a payload of a given length.
        case unterminatedPayload
        /// More than ``EnvelopeCursor/maximumItems``.
        case tooManyItems
    }

    package let code: Code
    package let offset: Int

    package init(_ code: Code, at offset: Int) {
        self.code = code
        self.offset = offset
    }
}
