import Privacy
import Testing

@testable import Gateway

@Suite struct LogFormatTests {
    private let catalog = Catalog()

    @Test(arguments: [
        ("common", "ip user-id user-id timestamp url technical technical"),
        ("combined", "ip user-id user-id timestamp url technical technical referrer user-agent"),
        (
            "vhost-combined",
            "technical technical ip user-id user-id timestamp url technical technical referrer user-agent"
        ),
        ("vhost-common", "technical ip user-id user-id timestamp url technical technical"),
        (
            "combinedio",
            "ip user-id user-id timestamp url technical technical referrer user-agent technical technical"
        ),
        (
            "combined-duration",
            "ip user-id user-id timestamp url technical technical referrer user-agent technical"
        ),
        ("nginx-main", "ip user-id timestamp url technical technical referrer user-agent ip"),
    ])
    func `columns stand in the order of the format`(name: String, kinds: String) throws {
        let format = try catalog.logFormat(named: name)
        #expect(format.columns.compactMap(\.kind?.rawValue).joined(separator: " ") == kinds)
        let request = try #require(format.columns.first { $0.decode.isEmpty == false })
        #expect(request.decode == [.requestLine])
        #expect(request.fields.map(\.pattern) == ["method", "target", "protocol"])
    }

    @Test func `the table agrees with the named formats`() throws {
        for named in try catalog.logFormatNames.flatMap({ name in
            let format = try catalog.ownLogFormat(named: name)
            return [format] + format.alternatives
        }) where named.codec == .accessLog && named.template == nil {
            let name = named.format
            let made = try catalog.logFormat(
                named.format, syntax: named.syntax, source: "--log-format")
            #expect(made.columns.map(\.kind) == named.columns.map(\.kind), "\(name)")
            #expect(made.columns.map(\.pattern) == named.columns.map(\.pattern), "\(name)")
        }
    }

    /// Every directive of the Apache manual, mod_logio and mod_ssl, with the forms that matter.
    @Test(arguments: [
        ("%h %a %{c}a %{c}h", "ip ip ip ip"),
        ("%A %p %{remote}p %{local}p", "technical technical fingerprint technical"),
        ("%v %V %l %u", "technical technical user-id user-id"), ("%t", "timestamp"),
        ("%{%Y-%m-%d}t", "timestamp"),
        ("%{msec}t %{begin:%H}t", "timestamp timestamp"), ("\"%r\" \"%U\" %f", "url url url"),
        ("\"%U\" \"%q\"", "url secret"),
        ("%U%q %m", "url technical"),
        ("%m %H %R", "technical technical technical"),
        (
            "%>s %s %<s %b %B %O %I %S",
            "technical technical technical technical technical technical technical technical"
        ),
        (
            "%D %T %{ms}T %k %X %P %{tid}P %^FB",
            "technical technical technical technical technical technical technical technical"
        ),
        ("\"%{Referer}i\" \"%{referer}i\" \"%{REFERER}i\"", "referrer referrer referrer"),
        ("\"%{User-Agent}i\" \"%{User-agent}i\"", "user-agent user-agent"),
        ("\"%{X-Forwarded-For}i\" \"%{Forwarded}i\" \"%{cf-connecting-ip}i\"", "ip ip ip"),
        ("\"%{Cookie}i\" \"%{PHPSESSID}C\" \"%{Set-Cookie}o\"", "secret session-id secret"),
        ("\"%{Authorization}i\" %L \"%{UNIQUE_ID}e\"", "secret random random"),
        (
            "\"%{SSL_CLIENT_S_DN_Email}x\" \"%{SSL_PROTOCOL}x\" \"%{SSL_SESSION_ID}x\"",
            "email fingerprint session-id"
        ),
        (
            "\"%!200,304{User-agent}i\" \"%{X-Own}i\" \"%{own}n\" \"%{OWN}e\"",
            "user-agent unknown unknown unknown"
        ),
        ("\"%{sec-ch-ua-model}i\" \"%{X-Own}o\" \"%{X}^ti\"", "client-hint unknown unknown"),
    ])
    func `every Apache directive has a kind`(format: String, kinds: String) throws {
        let made = try catalog.logFormat(format, syntax: .apache, source: "--log-format")
        #expect(made.columns.compactMap(\.kind?.rawValue).joined(separator: " ") == kinds)
    }

    @Test(arguments: [
        (
            "$remote_addr $realip_remote_addr $proxy_protocol_addr \"$http_x_forwarded_for\" \"$proxy_add_x_forwarded_for\" \"$http_x_real_ip\"",
            "ip ip ip ip ip ip"
        ),
        ("$remote_port $connection $connection_requests", "fingerprint session-id fingerprint"),
        ("$remote_user [$time_local] \"$request\" \"$args\"", "user-id timestamp url secret"),
        ("\"$query_string\" \"$request_uri\"", "secret url"),
        (
            "\"$arg_email\" \"$request_body\" \"$http_cookie\" \"$cookie_sid\"",
            "secret secret secret session-id"
        ),
        (
            "\"$http_referer\" \"$http_user_agent\" \"$http_sec_ch_ua_model\" \"$http_accept_language\"",
            "referrer user-agent client-hint language"
        ),
        (
            "$ssl_protocol $ssl_cipher $ssl_session_id $request_id $msec",
            "fingerprint fingerprint session-id random timestamp"
        ),
        ("\"$own\" \"$http_x_own\" \"$geoip2_city\" \"$uid_got\"", "unknown unknown geo client-id"),
    ])
    func `every nginx variable has a kind`(format: String, kinds: String) throws {
        let made = try catalog.logFormat(format, syntax: .nginx, source: "--log-format")
        #expect(made.columns.compactMap(\.kind?.rawValue).joined(separator: " ") == kinds)
    }

    @Test func `a mistake in a format string names the directive`() throws {
        let fault = try #require(throws: ConfigurationFault.self) {
            try catalog.logFormat("%h %Z", syntax: .apache, source: "--log-format")
        }
        #expect(fault.description.hasPrefix("--log-format:1: unknown directive \"%Z\" (at byte 3)"))
    }

    @Test func `fields without a column and columns without a field are mistakes`() {
        let text = """
            log-format: own
            sources: [https://shop.example/]
            codec: access-log
            syntax: apache
            format: "%h %s"
            columns:
              "%h": ip
              "%S": technical
            """
        let mistakes = MistakeList(file: "own.yaml")
        if let root = YAMLComposer(mistakes: mistakes).compose(text) {
            _ = LogFormatReader(mistakes: mistakes).read(root, name: "own")
        }
        #expect(
            mistakes.sorted.map(\.description) == [
                "own.yaml:5: the format's \"%s\" has no column",
                "own.yaml:8: unknown column \"%S\"; expected %h or %s; did you mean \"%s\"? (as in the format)",
            ])
    }
}
