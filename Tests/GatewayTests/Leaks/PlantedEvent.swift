import Bytes
import Consent
import Decoding
import Foundation
import Privacy
import Records

@testable import Gateway

/// A request for one endpoint in which every field that its map names has a value of the test's choice.
struct PlantedEvent {
    let vendor: VendorDefinition
    let endpoint: EndpointDefinition
    let layout: BodyLayout
    /// The value of a field; `nil` leaves the field out.
    let value: (FieldDefinition) -> String?
    /// Further fields for every level of the map that takes no names of the sender's own.
    var strangers: [(name: String, value: String)] = []

    // MARK: Parts of the request

    var query: String { form(endpoint.query ?? endpoint.fields ?? vendor.map.fields) }

    var body: String {
        let fields = endpoint.fields ?? vendor.map.fields
        switch layout {
        case .none: return ""
        case .form: return form(fields)
        case .formLines: return form(fields) + "\n" + form(fields)
        case .json: return object(fields)
        case .jsonLines: return object(fields) + "\n" + object(fields)
        case .multipart: return parts(fields)
        case .envelope: return envelope(fields)
        case .opaque: return value(FieldDefinition(pattern: "stream", kind: .opaque)) ?? "x"
        }
    }

    var headers: String {
        (endpoint.headers ?? vendor.headers).compactMap { field in
            plain(field).map { "\(field.pattern.lowercased()): \($0)\n" }
        }.joined()
    }

    var path: String {
        endpoint.path.replacing(/\{[a-z-]+\}/, with: "42")
    }

    // MARK: Values

    /// A field's value as text, with its codecs around it.
    private func plain(_ field: FieldDefinition, depth: Int = 0) -> String? {
        var text: String?
        if field.fields.isEmpty, !field.isRecursive {
            text = value(field)
        } else if field.isRecursive {
            text = value(field)
        } else {
            switch field.decode.last {
            case .form: text = form(field.fields)
            case .tildeItem: text = pairs(field.fields, join: "~", assign: "")
            case .userData: text = "tv.1~" + pairs(field.fields, join: "~", assign: ".")
            case .parameters: text = "Scheme " + pairs(field.fields, join: ", ", assign: "=")
            case .semicolons: text = pairs(field.fields, join: ";", assign: "=")
            case .linker: text = "1*abc*" + pairs(field.fields, join: "*", assign: "*")
            case .json: text = object(field.fields)
            default: text = field.fields.isEmpty ? value(field) : object(field.fields)
            }
        }
        guard var text else { return nil }
        for codec in field.decode.reversed() where codec.isWrapper {
            switch codec {
            case .base64: text = Data(text.utf8).base64EncodedString()
            case .percent: text = Self.encoded(text)
            default: break
            }
        }
        return text
    }

    static func encoded(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
    }

    private func name(_ field: FieldDefinition) -> String {
        let bracket = field.pattern.contains("[") && field.pattern.hasSuffix("*") ? "]" : ""
        return field.pattern.replacing("*", with: "extra" + bracket).replacing("#", with: "1")
    }

    private func isOpen(_ fields: [FieldDefinition]) -> Bool {
        fields.contains { $0.pattern == "*" }
    }

    private func form(_ fields: [FieldDefinition]) -> String {
        var parts = fields.compactMap { field in
            plain(field).map { "\(Self.encoded(name(field)))=\(Self.encoded($0))" }
        }
        if !isOpen(fields) {
            parts += strangers.map { "\(Self.encoded($0.name))=\(Self.encoded($0.value))" }
        }
        return parts.joined(separator: "&")
    }

    private func pairs(_ fields: [FieldDefinition], join: String, assign: String) -> String {
        fields.compactMap { field in
            plain(field).map {
                // Keys of an item have two characters.
                let key = assign.isEmpty ? field.pattern.replacing("*", with: "1") : name(field)
                return key + assign + $0
            }
        }.joined(separator: join)
    }

    private func object(_ fields: [FieldDefinition]) -> String {
        var members = fields.compactMap { field -> String? in
            let isObject = field.decode.isEmpty && !field.fields.isEmpty
            if isObject {
                let inside = object(field.fields)
                return "\(Self.quoted(name(field))):\(field.isEvent ? "[\(inside)]" : inside)"
            }
            return plain(field).map { "\(Self.quoted(name(field))):\(Self.quoted($0))" }
        }
        if !isOpen(fields) {
            members += strangers.map { "\(Self.quoted($0.name)):\(Self.quoted($0.value))" }
        }
        return "{" + members.joined(separator: ",") + "}"
    }

    static func quoted(_ text: String) -> String {
        let data = try? JSONEncoder().encode(text)
        return String(decoding: data ?? Data("\"\"".utf8), as: UTF8.self)
    }

    private func parts(_ fields: [FieldDefinition]) -> String {
        let boundary = "----WebKitFormBoundaryabc"
        return fields.compactMap { field in
            plain(field).map {
                "--\(boundary)\r\nContent-Disposition: form-data; name=\"\(name(field))\"\r\n\r\n\($0)\r\n"
            }
        }.joined() + "--\(boundary)--\r\n"
    }

    private func envelope(_ fields: [FieldDefinition]) -> String {
        let header = fields.first { $0.pattern == "header" }
        var lines = [header.map { object($0.fields) } ?? "{}"]
        for field in fields where !["header", "item"].contains(field.pattern) {
            let payload =
                field.fields.isEmpty ? Self.quoted(value(field) ?? "") : object(field.fields)
            lines.append("{\"type\":\"\(field.pattern)\",\"length\":\(payload.utf8.count)}")
            lines.append(payload)
        }
        return lines.joined(separator: "\n") + "\n"
    }

    // MARK: What leaves

    /// Everything that may leave under a profile, as one text, and the record.
    func result(
        under profile: Profile, userAgent: String, inBody: Bool
    ) throws(AnonymizerFault) -> String {
        let map = vendor.compiled(endpoint, profile: profile)
        let keys = profile.pseudonyms.map { _ in
            PseudonymKeys(
                Pseudonymizer(masterKey: (3, 4)), site: "s", destination: "d", profile: profile)
        }
        let route = EventRoute(
            site: 0, destination: 0, method: endpoint.methods[0], body: endpoint.body, map: map,
            keys: keys, isSent: profile.name != "counted", sales: vendor.sales,
            isTunnel: endpoint.isTunnel)
        let path = Array(self.path.utf8)
        let query = Array((inBody ? "" : self.query).utf8)
        let body = Array((inBody ? self.body : "").utf8)
        let agent = Array(userAgent.utf8)
        let headers = Array(self.headers.utf8)
        let address: [UInt8] = [187, 66, 155, 233]
        let event = RawEvent(
            path: path.span, query: query.span, body: body.span, userAgent: agent.span,
            headers: headers.span, address: address.span)
        var options = EngineOptions(ownHosts: ["shop.example"])
        options.upstreamHost = Array((vendor.hosts.first ?? "").utf8)
        var anonymizer = EventAnonymizer(options: options)
        let record = try anonymizer.anonymize(
            event, route: route,
            decision: ConsentStates(statistics: .granted, marketing: .granted))
        var text = "\(record.facts)"
        if let request = record.request {
            text += String(
                decoding: request.target + [10] + request.body + [10] + request.fields
                    + request.userAgent, as: UTF8.self)
        }
        return text
    }
}
