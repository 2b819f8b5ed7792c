import Records

extension EventExplanation.Request {
    /// The request as delivery writes it; `host` is the destination's.
    init(_ request: OutboundRequest, host: String) {
        method = request.method
        target = Self.text(request.target)
        var headers = [Header(name: "Host", value: host)]
        if !request.userAgent.isEmpty {
            headers.append(Header(name: "User-Agent", value: Self.text(request.userAgent)))
        }
        headers.append(Header(name: "Accept", value: "*/*"))
        if !request.language.isEmpty {
            headers.append(Header(name: "Accept-Language", value: Self.text(request.language)))
        }
        let isPost = request.method == "POST"
        if isPost, let type = request.contentType {
            headers.append(Header(name: "Content-Type", value: type))
        }
        for line in Self.text(request.fields).split(separator: "\r\n") {
            guard let colon = line.firstIndex(of: ":") else { continue }
            let value = line[line.index(after: colon)...].drop { $0 == " " }
            headers.append(Header(name: String(line[..<colon]), value: String(value)))
        }
        if request.globalPrivacyControl { headers.append(Header(name: "Sec-GPC", value: "1")) }
        if isPost { headers.append(Header(name: "Content-Length", value: "\(request.body.count)")) }
        self.headers = headers
        bodyBytes = isPost ? request.body.count : 0
        // A stream that passes whole is no text, whatever its bytes are.
        let isStream = request.contentType == "application/octet-stream"
        body = isPost && !isStream && !request.body.contains(0) ? Self.text(request.body) : nil
    }

    private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}
