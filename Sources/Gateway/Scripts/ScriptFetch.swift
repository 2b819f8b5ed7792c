import Bytes

/// One look at the vendor: what is asked for and what is known of it already.
struct ScriptFetch: Sendable {
    let key: String
    let route: ScriptRoute
    /// Path and query.
    let target: [UInt8]
    /// The validators of the copy at hand; empty without one.
    let entityTag: [UInt8]
    let lastModified: [UInt8]
}

/// What came of a look at the vendor.
enum ScriptOutcome: Sendable {
    /// A new file.
    case content(ScriptCopy)
    /// The copy at hand is still the vendor's.
    case unchanged
    /// The vendor has no such file.
    case missing
    case failed(ScriptFault, retryAfter: Int?)
}

/// Why a file was not fetched.
enum ScriptFault: Error, Equatable, Sendable, CustomStringConvertible {
    case unreachable
    case status(Int)
    case type
    case encoding
    case tooLarge
    case empty
    case redirect
    /// 304 without a copy.
    case unasked

    var description: String {
        switch self {
        case .unreachable: "the vendor cannot be reached"
        case .status(let status): "the vendor answered \(status)"
        case .type: "the media type is none of the map's"
        case .encoding: "the content is packed in a way that was not asked for"
        case .tooLarge: "it is larger than the map allows"
        case .empty: "it is empty"
        case .redirect: "the redirect leads where the map does not"
        case .unasked: "the vendor answered 304 to a request without a validator"
        }
    }
}

/// What the library has done since the program began.
package struct ScriptCounters: Sendable, Equatable {
    /// Requests answered from a copy, 304 included.
    package internal(set) var served = 0
    /// Those answered from a copy that should have been looked at again.
    package internal(set) var stale = 0
    /// Requests for what no map allows, or the vendor does not have.
    package internal(set) var refused = 0
    /// Requests answered with 503.
    package internal(set) var unavailable = 0
    /// Looks at a vendor.
    package internal(set) var fetches = 0
    /// Looks that brought a new file.
    package internal(set) var contents = 0
    /// Looks for what the vendor does not have.
    package internal(set) var absences = 0
    /// Looks that found the copy unchanged.
    package internal(set) var unchanged = 0
    /// Looks that failed.
    package internal(set) var failures = 0
    /// Copies that could not be written to disk.
    package internal(set) var unwritten = 0
    /// Hosts inside files that were left although they look like the vendor's.
    package internal(set) var strangers = 0
    /// Copies at hand, and their bytes.
    package internal(set) var copies = 0
    package internal(set) var bytes = 0
}
