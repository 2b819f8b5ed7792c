/// One part of a form, as it stands in the body.
package struct MultipartPart: Sendable, Equatable {
    /// Inside the quotes, still escaped.
    package let name: Range<Int>
    /// Inside the quotes, still escaped; `nil` for a part that is no file.
    package let fileName: Range<Int>?
    package let content: Range<Int>
    /// The header lines, each with its line end; they repeat the names.
    package let headers: Range<Int>

    package init(
        name: Range<Int>, fileName: Range<Int>?, content: Range<Int>, headers: Range<Int>
    ) {
        self.name = name
        self.fileName = fileName
        self.content = content
        self.headers = headers
    }
}

/// Why a body is not a form in parts, and where.
///
/// It never carries a byte of the body.
package struct MultipartFault: Error, Equatable {
    /// What is wrong at the offset.
    package enum Code: Sendable, Equatable {
        /// The body ends before the end boundary.
        case unexpectedEnd
        /// Something else follows a boundary on its line.
        case malformedBoundary
        /// A header line that is folded, has no name, or holds a control byte.
        case malformedHeader
        /// No, or more than one, `Content-Disposition: form-data` with a name and nothing unknown.
        case malformedDisposition
        /// A `Content-Transfer-Encoding` that hides the content (RFC 7578 4.7 deprecates them all).
        case encodedContent
        /// Header lines above ``MultipartCursor/maximumHeaderLength``.
        case headersTooLong
        /// More than ``MultipartCursor/maximumParts``.
        case tooManyParts
    }

    package let code: Code
    package let offset: Int

    package init(_ code: Code, at offset: Int) {
        self.code = code
        self.offset = offset
    }
}
