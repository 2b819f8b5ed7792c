/// Why a log format cannot be used.
///
/// The texts are the administrator's own, never log content.
package struct LogFormatFault: Error, Equatable {
    package enum Reason: Sendable, Equatable {
        /// The format has no field at all.
        case noFields
        /// More than ``LogFields/capacity``.
        case tooManyFields
        /// A `%` or `$` that begins no directive, such as one at the end.
        case incompleteDirective
        /// A letter that Apache does not define.
        case unknownDirective
        /// `%{...}` where the directive takes no argument, or none where it needs one.
        case wrongArgument
        /// Two fields with no text between them: nothing says where the first ends.
        case noSeparator
        /// A line break: the reader splits lines first.
        case lineBreak
        /// `escape=` with something other than `default`, `json` or `none`.
        case unknownEscape
    }

    package let reason: Reason
    /// Offset in the format, in bytes.
    package let offset: Int
    /// The directive as written; empty when the reason is not about one.
    package let directive: String
    /// The nearest known directive, if there is one near.
    package let nearest: String?

    package init(_ reason: Reason, at offset: Int, directive: String = "", nearest: String? = nil) {
        self.reason = reason
        self.offset = offset
        self.directive = directive
        self.nearest = nearest
    }
}
