/// The directives and variables that servers define.
enum LogDirectives {
    /// Apache directives without an argument (mod_log_config, mod_logio).
    static let plain: Set<String> = [
        "a", "A", "b", "B", "D", "f", "h", "H", "I", "k", "l", "L", "m", "O", "p", "P", "q", "r",
        "R", "s", "S", "t", "T", "u", "U", "v", "V", "X", "^FB",
    ]

    /// Apache directives that need an argument; `c` and `x` are of mod_ssl.
    static let withArgument: Set<String> = ["c", "C", "e", "i", "n", "o", "x", "^ti", "^to"]

    /// Apache directives that may have one: `%{c}a`, `%{c}h`, `%{remote}p`, `%{tid}P`, `%{%s}t`,
    /// `%{ms}T`.
    static let withOptionalArgument: Set<String> = ["a", "h", "p", "P", "t", "T"]

    /// Apache directives whose value may hold spaces; every other bare field ends at a space.
    static let withSpaces: Set<String> = [
        "u", "r", "U", "q", "f", "C", "e", "i", "n", "o", "x", "c", "^ti", "^to",
    ]

    /// Whether values of the header come as `a, b`: the space after a comma does not end a bare
    /// field.
    static func isList(header: String) -> Bool {
        switch header.lowercased() {
        case "x-forwarded-for", "forwarded", "via": true
        default: false
        }
    }

    /// nginx variables of the core, log, proxy, upstream, SSL and geo modules that logs use.
    static let variables: Set<String> = [
        "ancient_browser", "args", "binary_remote_addr", "body_bytes_sent", "bytes_received",
        "bytes_sent", "connection", "connection_requests", "connection_time", "content_length",
        "content_type", "date_gmt", "date_local", "document_root", "document_uri",
        "gzip_ratio", "host", "hostname", "http2", "http3", "https", "is_args", "modern_browser",
        "msec", "msie", "nginx_version", "pid", "pipe", "protocol", "proxy_add_x_forwarded_for",
        "proxy_host", "proxy_port", "proxy_protocol_addr", "proxy_protocol_port",
        "proxy_protocol_server_addr", "proxy_protocol_server_port", "query_string",
        "realip_remote_addr", "realip_remote_port", "realpath_root", "remote_addr", "remote_port",
        "remote_user", "request", "request_body", "request_body_file", "request_completion",
        "request_filename", "request_id", "request_length", "request_method", "request_time",
        "request_uri", "scheme", "server_addr", "server_name", "server_port", "server_protocol",
        "session_time", "ssl_cipher", "ssl_ciphers", "ssl_client_cert", "ssl_client_fingerprint",
        "ssl_client_i_dn", "ssl_client_s_dn", "ssl_client_serial", "ssl_client_verify", "ssl_curve",
        "ssl_curves", "ssl_early_data", "ssl_protocol", "ssl_server_name", "ssl_session_id",
        "ssl_session_reused", "status", "time_iso8601", "time_local", "uid_got", "uid_set",
        "upstream_addr", "upstream_bytes_received", "upstream_bytes_sent",
        "upstream_cache_status", "upstream_connect_time", "upstream_first_byte_time",
        "upstream_header_time", "upstream_response_length", "upstream_response_time",
        "upstream_status", "uri",
    ]

    /// nginx variables with a free part: `http_` and a header, `cookie_` and a name.
    static let variablePrefixes = [
        "arg_", "cookie_", "geoip_", "geoip2_", "http_", "sent_http_", "sent_trailer_",
        "upstream_cookie_", "upstream_http_", "upstream_trailer_",
    ]

    /// nginx variables that are one word in every line.
    ///
    /// All others, those of the administrator too, may hold spaces.
    static func isWord(variable: String) -> Bool {
        switch variable {
        case "remote_addr", "realip_remote_addr", "proxy_protocol_addr", "remote_port", "status",
            "body_bytes_sent", "bytes_sent", "request_length", "request_time", "request_method",
            "request_id", "msec", "connection", "connection_requests", "pid", "pipe", "scheme",
            "server_protocol", "server_addr", "server_port", "server_name", "host", "hostname",
            "time_iso8601", "gzip_ratio", "ssl_protocol", "ssl_cipher", "ssl_session_id":
            true
        default: isList(variable: variable)
        }
    }

    /// Whether the variable holds a list of nginx (`a, b : c`) or of a forwarding header (`a, b`).
    static func isList(variable: String) -> Bool {
        switch variable {
        case "http_x_forwarded_for", "proxy_add_x_forwarded_for", "http_forwarded", "http_via": true
        case "upstream_cache_status": false
        default:
            variable.hasPrefix("upstream_") && variables.contains(variable)
        }
    }

    static func isKnown(variable: String) -> Bool {
        variables.contains(variable) || variablePrefixes.contains { variable.hasPrefix($0) }
    }

    // MARK: Nearest spelling

    /// The known name within two edits of `name`, the alphabetically first of the nearest.
    static func nearest(to name: String, among known: some Sequence<String>) -> String? {
        var best: (distance: Int, name: String)?
        for candidate in known.sorted() {
            let distance = editDistance(name, candidate)
            if distance <= 2, distance < best?.distance ?? .max { best = (distance, candidate) }
        }
        return best?.name
    }

    private static func editDistance(_ left: String, _ right: String) -> Int {
        let right = Array(right.utf8)
        var row = Array(0...right.count)
        for (index, byte) in left.utf8.enumerated() {
            var diagonal = row[0]
            row[0] = index + 1
            for column in right.indices {
                let substituted = diagonal + (right[column] == byte ? 0 : 1)
                diagonal = row[column + 1]
                row[column + 1] = min(substituted, row[column] + 1, diagonal + 1)
            }
        }
        return row[right.count]
    }
}
