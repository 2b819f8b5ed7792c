import Bytes
import Records
import Transport

/// A destination's server by name: what stands in `Host` and before the target.
package struct UpstreamOrigin: Sendable {
    /// Host, and port where it is not the scheme's own.
    package let authority: [UInt8]
    /// Path of the configured upstream without a slash at its end; usually empty.
    package let pathPrefix: [UInt8]

    package init(authority: String, pathPrefix: String = "") {
        self.authority = Array(authority.utf8)
        var prefix = Array(pathPrefix.utf8)
        while prefix.last == UInt8(ascii: "/") { prefix.removeLast() }
        self.pathPrefix = prefix
    }
}

extension Records.OutboundRequest {
    /// Memory that the request holds while it waits.
    var heldBytes: Int {
        target.count + body.count + userAgent.count + language.count + fields.count
    }

    /// The method on the wire: GET, POST, or `other`, which is never sent.
    var wireMethod: HTTPMethod {
        switch method {
        case "POST": .post
        case "GET": .get
        default: .other
        }
    }

    /// Writes the request in full.
    ///
    /// The fields below, in this order, and no other ever leave.
    ///
    /// Refused: methods other than GET and POST, and a target with bytes that could end its line.
    func wire(to origin: UpstreamOrigin) throws(HTTPFault) -> ByteBuffer {
        try wire(to: origin, bodyCount: body.count) { $0.append(body) }
    }

    /// As ``wire(to:)`` with another body, of `bodyCount` bytes, that `appendBody` writes.
    func wire(
        to origin: UpstreamOrigin, bodyCount: Int, _ appendBody: (inout ByteBuffer) -> Void
    ) throws(HTTPFault) -> ByteBuffer {
        let isPost = wireMethod == .post
        let path = origin.pathPrefix + target
        var buffer = ByteBuffer(
            capacity: heldBytes - body.count + bodyCount + origin.authority.count + Self.fixedBytes)
        try RequestWriter.begin(
            method: wireMethod, target: path.span, host: origin.authority.span, to: &buffer)
        if !userAgent.isEmpty { RequestWriter.field("User-Agent", userAgent.span, to: &buffer) }
        RequestWriter.field("Accept", "*/*", to: &buffer)
        if !language.isEmpty { RequestWriter.field("Accept-Language", language.span, to: &buffer) }
        if isPost, let contentType {
            RequestWriter.field("Content-Type", Array(contentType.utf8).span, to: &buffer)
        }
        buffer.append(fields)
        if globalPrivacyControl { RequestWriter.field("Sec-GPC", "1", to: &buffer) }
        RequestWriter.end(contentLength: isPost ? bodyCount : nil, to: &buffer)
        if isPost { appendBody(&buffer) }
        return buffer
    }

    /// Room for the names of the fields, so that a request is one allocation.
    private static let fixedBytes = 256
}
