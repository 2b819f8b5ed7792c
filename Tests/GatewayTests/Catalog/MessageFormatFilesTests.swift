import Privacy
import Testing

@testable import Gateway

/// Files of formats whose lines are messages, or stand behind the head of a log daemon.
@Suite struct MessageFormatFilesTests {
    private let catalog = Catalog()

    private func mistakes(_ text: String) -> String {
        let mistakes = MistakeList(file: "f.yaml")
        if let root = YAMLComposer(mistakes: mistakes).compose(text) {
            _ = LogFormatReader(mistakes: mistakes).read(root, name: "own")
        }
        return mistakes.sorted.map(\.description).joined(separator: "\n")
    }

    @Test func `every mistake of a wrapper's file is reported at once`() {
        let text = """
            log-format: own
            sources: [https://shop.example/]
            codec: wrapped
            head: sylog
            begins: [digits]
            feilds: {}
            """
        #expect(
            mistakes(text) == """
                f.yaml:4: unknown head "sylog"; expected syslog or container; did you mean "syslog"?
                f.yaml:5: unknown begins "digits"; expected one of digit, letter, hex, [, <, #, {, "; did you mean "digit"?
                f.yaml:6: unknown key "feilds"; expected one of log-format, codec, head, fields, sources, begins, structured-data, values, programs, lines-of, texts; did you mean "fields"? (in a log format file)
                """)
        let container = """
            log-format: own
            sources: [https://shop.example/]
            codec: wrapped
            head: container
            texts: [postfix]
            programs: [nginx]
            values: {to: mail}
            fields: {hots: technical}
            """
        #expect(
            mistakes(container) == """
                f.yaml:5: texts has no effect on the head container
                f.yaml:6: programs is a list; expected programs with lists of formats, such as nginx: [combined]
                f.yaml:6: programs has no effect on the head container
                f.yaml:7: unknown kind "mail"; expected one of ip, client-id, user-id, session-id, click-id, device-id, url, referrer, title, free-text, user-agent, client-hint, screen, language, geo, timestamp, email, phone, name, address, birth-date, hashed-person, order-id, money, event-name, site-id, consent, technical, random, fingerprint, secret, opaque, unknown; did you mean "email"?
                f.yaml:8: unknown field "hots"; expected one of host, program, process, message-id, queue, message; did you mean "host"?
                """)
    }

    @Test func `every mistake of a message format's file is reported at once`() {
        let text = """
            log-format: own
            sources: [https://shop.example/]
            codec: message
            layout: php-error
            object: {a: technical}
            fields: {tiem: timestamp, time: timestamp}
            """
        #expect(
            mistakes(text) == """
                f.yaml:5: object has no effect on the layout php-error
                f.yaml:6: unknown field "tiem"; expected time or message; did you mean "time"?
                f.yaml:6: the layout's field "message" has no kind
                """)
        #expect(
            mistakes("{log-format: own, sources: [], codec: message, layout: nginx, fields: {}}")
                .contains("unknown layout \"nginx\""))
    }

    @Test func `the formats of programs that wrappers name are there`() throws {
        for name in catalog.logFormatNames {
            guard let wrapping = try catalog.logFormat(named: name).wrapping else { continue }
            for format in wrapping.programs.flatMap(\.formats) {
                #expect(catalog.logFormatNames.contains(format), "\(name): \(format)")
            }
            #expect(wrapping.texts.map(\.name) == wrapping.textNames)
            for text in wrapping.texts { #expect(text.wrapping?.linesOf.isEmpty == false) }
        }
    }

    @Test func `the names that are promised are there`() {
        for name in ["apache-error", "nginx-error", "syslog", "postfix", "cri"] {
            #expect(catalog.logFormatNames.contains(name), "\(name)")
        }
    }
}
