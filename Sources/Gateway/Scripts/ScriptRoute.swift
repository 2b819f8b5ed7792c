import Bytes
import Decoding
import Privacy
import Transport

/// Where the gateway fetches a vendor's files.
struct ScriptOrigin: Hashable, Sendable {
    let origin: Origin
    /// What stands in `Host`.
    let authority: String
    /// Whether the name may stand for a private address.
    let allowsPrivate: Bool
    /// PEM file with the only authorities that may vouch for it; the system's if `nil`.
    var trustedRoots: String?
}

/// One file of a vendor's map at one destination: who asks for it gets the gateway's copy.
final class ScriptRoute: Sendable {
    /// Mount and vendor path.
    let template: ScriptTemplate
    let definition: ScriptDefinition
    let vendor: String
    /// Position of the destination, whose rules of rewriting these are.
    let destination: Int
    let mount: String
    let mountLength: Int
    let origin: ScriptOrigin
    /// What the shop's pages name: measurement ids, versions and the like.
    private let ids: [[UInt8]]
    let rewriter: ScriptRewriter

    /// Longest query string; what vendors' loaders ask for has a tenth of it.
    private static let longestQuery = 2_048

    init(
        _ definition: ScriptDefinition, vendor: VendorDefinition, destination: Int, mount: String,
        origin: ScriptOrigin, ids: [String], upstreamHost: String?
    ) {
        self.definition = definition
        self.vendor = vendor.name
        self.destination = destination
        self.mount = mount
        mountLength = mount.utf8.count
        template = ScriptTemplate(mount + definition.path)
        self.origin = origin
        self.ids = ids.map { Array($0.utf8) }
        rewriter = ScriptRewriter(definition, vendor: vendor, upstreamHost: upstreamHost)
    }

    /// What a request for `path` asks for; `nil` if it holds anything that the map does not allow.
    func request(path: Span<UInt8>, query: Span<UInt8>) -> ScriptRequest? {
        guard let blanks = template.blanks(of: path), query.count <= Self.longestQuery else {
            return nil
        }
        var unproven: [ScriptRequest.Claim] = []
        for blank in blanks {
            let value = path.extracting(blank.value)
            switch admits(blank.rule, value) {
            case .yes: break
            case .no: return nil
            case .ifKnown:
                unproven.append(
                    ScriptRequest.Claim(
                        value: value.array, segment: path.extracting(blank.segment).array))
            }
        }
        var target = ByteBuffer()
        target.append(path.extracting(mountLength...))
        guard append(query, to: &target, unproven: &unproven) else { return nil }
        return ScriptRequest(route: self, target: target.span.array, unproven: unproven)
    }

    /// Writes the parameters that go to the vendor, in the order of the map.
    private func append(
        _ query: Span<UInt8>, to target: inout ByteBuffer, unproven: inout [ScriptRequest.Claim]
    ) -> Bool {
        var values = [Range<Int>?](repeating: nil, count: definition.query.count)
        var cursor = FormCursor()
        while let field = cursor.next(in: query) {
            let name = query.extracting(field.name)
            guard
                let place = definition.query.firstIndex(where: {
                    Array($0.name.utf8).span.equals(name)
                }), values[place] == nil
            else { return false }
            values[place] = field.value
        }
        var mark = UInt8(ascii: "?")
        for (place, parameter) in definition.query.enumerated() {
            guard let range = values[place], parameter.rule != .dropped else { continue }
            let value = query.extracting(range)
            guard ScriptTemplate.isValue(value) else { return false }
            switch admits(parameter.rule, value) {
            case .yes: break
            case .no: return false
            case .ifKnown:
                unproven.append(ScriptRequest.Claim(value: value.array, segment: value.array))
            }
            target.append(mark)
            target.append(parameter.name)
            target.append(UInt8(ascii: "="))
            target.append(value)
            mark = UInt8(ascii: "&")
        }
        return true
    }

    private enum Admission { case yes, no, ifKnown }

    private func admits(_ rule: ScriptDefinition.Rule, _ value: Span<UInt8>) -> Admission {
        if ids.contains(where: { $0.span.equals(value) }) { return .yes }
        return switch rule {
        case .site: .no
        case .known: .ifKnown
        case .locale: ScriptTemplate.isLocale(value) ? .yes : .no
        case .dropped: .yes
        case .values(let values):
            values.contains { Array($0.utf8).span.equals(value) } ? .yes : .no
        }
    }
}

/// A file that somebody asked for, in the vendor's words; it holds nothing of who asked.
struct ScriptRequest: Sendable {
    /// A text that must stand in one of the vendor's own files.
    struct Claim: Sendable {
        let value: [UInt8]
        /// The whole segment of the path.
        let segment: [UInt8]
    }

    let route: ScriptRoute
    /// Path and query at the vendor.
    let target: [UInt8]
    let unproven: [Claim]

    /// Under which the copy is kept: vendor, origin and target.
    var key: String { "\(route.vendor) \(route.origin.origin)\(target.span.string)" }
}

/// For whom a copy is rewritten.
struct ScriptTarget: Hashable, Sendable {
    let isSecure: Bool
    /// A host of the configuration, with a port where it is a loopback address.
    let authority: String
    let mount: String
    /// The destination whose upstream's name is rewritten too.
    let destination: Int

    /// Whether the port or the scheme are those of a request, so that a client can have many of these.
    var isTrial: Bool {
        !isSecure || authority.contains(":") && authority.last?.isNumber == true
    }
}
