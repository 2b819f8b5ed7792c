import Bytes

extension LogLayout {
    // MARK: Apache

    /// Reads an Apache `LogFormat` string (mod_log_config, "Custom Log Formats").
    init(apache format: String) throws(LogFormatFault) {
        let bytes = Array(format.utf8)
        var position = 0
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\\"):
                position += try appendEscape(bytes, at: position)
            case 0x0A, 0x0D:
                throw LogFormatFault(.lineBreak, at: position)
            case UInt8(ascii: "%"):
                if position + 1 < bytes.count, bytes[position + 1] == UInt8(ascii: "%") {
                    append(literal: UInt8(ascii: "%"))
                    position += 2
                } else {
                    position = try appendDirective(bytes, at: position)
                }
            default:
                append(literal: bytes[position])
                position += 1
            }
        }
    }

    /// Reads the directive whose `%` stands at `start`; returns the offset after it.
    private mutating func appendDirective(
        _ format: [UInt8], at start: Int
    ) throws(LogFormatFault) -> Int {
        var position = start + 1
        var argument: String?
        // Conditions (`!400,501`), redirection (`<`, `>`) and one argument, in any order.
        scan: while position < format.count {
            switch format[position] {
            case UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "!"), UInt8(ascii: ","),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                position += 1
            case UInt8(ascii: "{") where argument == nil:
                guard let close = format[position...].firstIndex(of: UInt8(ascii: "}")) else {
                    break scan
                }
                argument = String(decoding: format[position + 1..<close], as: UTF8.self)
                position = close + 1
            default: break scan
            }
        }
        let length = position < format.count && format[position] == UInt8(ascii: "^") ? 3 : 1
        let end = position + length
        guard end <= format.count, ASCII.isLetter(format[end - 1]) else {
            throw LogFormatFault(
                .incompleteDirective, at: start,
                directive: String(decoding: format[start...], as: UTF8.self))
        }
        let text = String(decoding: format[start..<end], as: UTF8.self)
        let letters = String(decoding: format[position..<end], as: UTF8.self)
        let key = try Self.key(letters, argument, text: text, offset: start)
        try append(Field(key: key, text: text, offset: start))
        return end
    }

    private static func key(
        _ letters: String, _ argument: String?, text: String, offset: Int
    ) throws(LogFormatFault) -> LogFieldKey {
        let needsArgument = LogDirectives.withArgument.contains(letters)
        guard needsArgument || LogDirectives.plain.contains(letters) else {
            throw LogFormatFault(
                .unknownDirective, at: offset, directive: text,
                nearest: nearestDirective(letters, argument))
        }
        guard let argument else {
            if !needsArgument { return .directive(letters) }
            throw LogFormatFault(.wrongArgument, at: offset, directive: text)
        }
        switch letters {
        case "i": return .header(argument)
        case "o": return .responseHeader(argument)
        case "C": return .cookie(argument)
        case let letters
        where needsArgument || LogDirectives.withOptionalArgument.contains(letters):
            return .parameterized(letters, argument: argument)
        default:
            throw LogFormatFault(
                .wrongArgument, at: offset, directive: text,
                nearest: nearestDirective(letters, argument))
        }
    }

    /// The same letter in the other case if that is defined, with the argument if it takes one.
    private static func nearestDirective(_ letters: String, _ argument: String?) -> String? {
        for candidate in [letters.lowercased(), letters.uppercased()] where candidate != letters {
            if let argument {
                if LogDirectives.withArgument.contains(candidate)
                    || LogDirectives.withOptionalArgument.contains(candidate)
                {
                    return "%{\(argument)}\(candidate)"
                }
            } else if LogDirectives.plain.contains(candidate) {
                return "%" + candidate
            }
        }
        return argument != nil && LogDirectives.plain.contains(letters) ? "%" + letters : nil
    }

    // MARK: nginx

    /// Reads an nginx `log_format` string (ngx_http_log_module).
    init(nginx format: String) throws(LogFormatFault) {
        let bytes = Array(format.utf8)
        escapes = .nginx
        var position = try readEscapePrefix(bytes)
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\\"):
                position += try appendEscape(bytes, at: position)
            case 0x0A, 0x0D:
                throw LogFormatFault(.lineBreak, at: position)
            case UInt8(ascii: "$"):
                position = try appendVariable(bytes, at: position)
            default:
                append(literal: bytes[position])
                position += 1
            }
        }
    }

    private mutating func readEscapePrefix(_ format: [UInt8]) throws(LogFormatFault) -> Int {
        let prefix = Array("escape=".utf8)
        guard format.starts(with: prefix) else { return 0 }
        let end = format.firstIndex(of: UInt8(ascii: " ")) ?? format.count
        let name = String(decoding: format[prefix.count..<end], as: UTF8.self)
        switch name {
        case "default": escapes = .nginx
        case "json": escapes = .json
        case "none": escapes = .none
        default:
            throw LogFormatFault(
                .unknownEscape, at: 0, directive: "escape=" + name,
                nearest: LogDirectives.nearest(to: name, among: ["default", "json", "none"])
                    .map { "escape=" + $0 })
        }
        return min(end + 1, format.count)
    }

    /// Reads the variable whose `$` stands at `start`; returns the offset after it.
    private mutating func appendVariable(
        _ format: [UInt8], at start: Int
    ) throws(LogFormatFault) -> Int {
        var nameStart = start + 1
        let isBraced = nameStart < format.count && format[nameStart] == UInt8(ascii: "{")
        if isBraced { nameStart += 1 }
        var end = nameStart
        while end < format.count,
            ASCII.isAlphanumeric(format[end]) || format[end] == UInt8(ascii: "_")
        {
            end += 1
        }
        let isClosed = !isBraced || (end < format.count && format[end] == UInt8(ascii: "}"))
        guard end > nameStart, isClosed else {
            throw LogFormatFault(
                .incompleteDirective, at: start,
                directive: String(decoding: format[start..<end], as: UTF8.self))
        }
        let name = String(decoding: format[nameStart..<end], as: UTF8.self)
        try append(Field(key: .variable(name), text: "$" + name, offset: start))
        return isBraced ? end + 1 : end
    }
}
