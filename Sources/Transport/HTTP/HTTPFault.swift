/// Why a message was refused, and where; never what stood there.
package struct HTTPFault: Error, Equatable, Sendable {
    package var code: Code

    /// The offset of the offending byte: in the head, or in the chunked body as it was sent.
    package var offset: Int

    package init(_ code: Code, at offset: Int) {
        self.code = code
        self.offset = offset
    }

    /// The rule that was broken; a closed list.
    package enum Code: UInt8, Sendable, CaseIterable {
        // Bytes and lines (RFC 9112 2.2).
        case bareLF, bareCR, controlByte, emptyRequestLine
        // Request line (RFC 9112 3).
        case method, requestLine, target, targetForm, version, unsupportedVersion, connect
        case requestLineTooLong
        // Status line (RFC 9112 4).
        case statusLine, status
        // Fields (RFC 9112 5).
        case leadingWhitespace, obsoleteFold, missingColon, emptyName, whitespaceInName, nameByte
        case framingImitation, headTooLarge, tooManyFields
        // Host (RFC 9112 3.2).
        case hostMissing, hostDuplicate, hostInvalid, hostMismatch
        // Framing (RFC 9112 6).
        case lengthAndTransferEncoding, lengthDuplicate, lengthInvalid, bodyTooLarge
        case transferEncodingDuplicate, transferCoding, transferEncodingVersion, unexpectedContent
        // Other fields with a meaning for the connection.
        case connectionOption, expectation
        // Chunked bodies (RFC 9112 7.1).
        case chunkSize, chunkExtension, chunkLineTooLong, chunkExtensionsTooLong, chunkEnd
        case trailerForbidden, trailerTooLarge, tooManyTrailers
    }

    /// The status that answers this fault.
    package var status: Int { code.status }

    /// Whether the connection ends with the answer.
    ///
    /// Always: after a refusal it is not known, or not to be trusted, where the next message begins.
    package var closes: Bool { true }
}

extension HTTPFault.Code {
    /// The status that answers this fault (RFC 9110 15.5, RFC 6585 5).
    package var status: Int {
        switch self {
        case .bodyTooLarge: 413
        case .requestLineTooLong: 414
        case .expectation: 417
        case .headTooLarge, .tooManyFields, .trailerTooLarge, .tooManyTrailers: 431
        // RFC 9112 6.1 has 501 for a coding that is not known. It is nearly always one that two
        // programs may read differently, so it is answered like every ambiguity.
        case .connect: 501
        case .unsupportedVersion: 505
        default: 400
        }
    }
}
