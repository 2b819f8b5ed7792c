extension LogDirectives {
    /// The grammar of a field's values, and whether the server only relays what a client or an
    /// application sent.
    ///
    /// A relayed value outside its grammar is that value's own fault; a value of the server outside
    /// its grammar means that the line is not written in the format.
    static func shape(of key: LogFieldKey) -> (shape: LogFieldShape, isRelayed: Bool) {
        switch key {
        case .directive(let letters): shape(directive: letters)
        case .parameterized("p", _): (.port, false)
        case .parameterized("T", _): (.number, false)
        case .parameterized("P", let form): (form == "hextid" ? .anything : .count, false)
        case .parameterized("t", let form): (shape(time: form), false)
        case .parameterized: (.anything, false)
        case .header(let name): (shape(header: name), true)
        case .responseHeader(let name): (shape(header: name), true)
        case .cookie: (.anything, true)
        case .named: (.anything, false)
        case .variable(let name): shape(variable: name)
        }
    }

    private static func shape(directive: String) -> (LogFieldShape, Bool) {
        switch directive {
        case "s": (.status, false)
        case "b", "B", "I", "O", "S", "k", "P": (.count, false)
        case "D", "T", "^FB": (.duration, false)
        case "p": (.port, false)
        case "t": (.time, false)
        case "v": (.siteName, false)
        case "m": (.method, true)
        case "H": (.protocolVersion, true)
        case "V": (.hostName, true)
        default: (.anything, false)
        }
    }

    /// The argument of `%{…}t`: a name of Apache, or a format of strftime(3).
    ///
    /// A format that writes words of its own has no grammar here.
    private static func shape(time form: String) -> LogFieldShape {
        var format = form[...]
        for prefix in ["begin:", "end:"] where format.hasPrefix(prefix) {
            format = format.dropFirst(prefix.count)
        }
        switch format {
        case "sec", "msec", "usec", "msec_frac", "usec_frac", "%s": return .count
        default: break
        }
        var isConversion = false
        for scalar in format.unicodeScalars {
            guard scalar.isASCII else { return .anything }
            if isConversion {
                // Flags, and the modifiers E and O, stand before the letter.
                isConversion = "_-^0#EO123456789".unicodeScalars.contains(scalar)
            } else if scalar == "%" {
                isConversion = true
            } else if scalar.properties.isAlphabetic, scalar != "T", scalar != "Z" {
                return .anything
            }
        }
        return .time
    }

    private static func shape(header: String) -> LogFieldShape {
        switch header.lowercased() {
        case "host", "x-forwarded-host": .hostName
        case "x-forwarded-proto": .scheme
        case "x-forwarded-port": .port
        case "content-length": .count
        case "content-type": .mediaType
        default: .anything
        }
    }

    private static func shape(variable: String) -> (LogFieldShape, Bool) {
        switch variable {
        case "status": return (.status, false)
        case "body_bytes_sent", "bytes_sent", "bytes_received", "request_length", "connection",
            "connection_requests", "pid":
            return (.count, false)
        case "request_time", "session_time", "connection_time", "msec", "gzip_ratio",
            "upstream_status", "upstream_response_time", "upstream_response_length",
            "upstream_connect_time", "upstream_header_time", "upstream_first_byte_time",
            "upstream_bytes_received", "upstream_bytes_sent":
            return (.number, false)
        case "remote_port", "realip_remote_port", "server_port", "proxy_port",
            "proxy_protocol_port", "proxy_protocol_server_port":
            return (.port, false)
        case "time_local", "time_iso8601", "date_gmt", "date_local": return (.time, false)
        case "request_method": return (.method, true)
        case "server_protocol": return (.protocolVersion, true)
        case "scheme": return (.scheme, true)
        // A server's name may be a pattern; then it goes, not the line.
        case "host", "ssl_server_name", "server_name", "proxy_host": return (.hostName, true)
        case "content_type": return (.mediaType, true)
        case "content_length": return (.count, true)
        default: break
        }
        for prefix in ["http_", "sent_http_", "upstream_http_"] where variable.hasPrefix(prefix) {
            return (
                shape(
                    header: String(variable.dropFirst(prefix.count).map { $0 == "_" ? "-" : $0 })),
                true
            )
        }
        return (.anything, false)
    }
}
