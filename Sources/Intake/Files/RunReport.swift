import Bytes

/// The JSON that `--report` asks for: names of files and numbers, no values.
struct RunReport {
    let files: [InputCount]
    /// The names of the kinds, in the order of ``LineTally/treated``.
    let kinds: [String]

    /// Appends the report, one file per line, so that a person can read it too.
    func write(into json: inout ByteBuffer) {
        json.append("{\n  \"files\": [")
        for (index, file) in files.enumerated() {
            json.append(index == 0 ? "\n    {" : ",\n    {")
            json.append("\"path\": ")
            Self.write(Path.shown(file.path), into: &json)
            json.append(", \"format\": ")
            Self.write(file.format, into: &json)
            json.append(", ")
            Self.writeMembers(of: file, into: &json)
            json.append("}")
        }
        json.append(files.isEmpty ? "],\n  \"total\": {" : "\n  ],\n  \"total\": {")
        let total = sum
        Self.writeMembers(of: total, into: &json)
        json.append("},\n  \"treated\": {")
        var isFirst = true
        for (kind, count) in zip(kinds, total.tally.treated).sorted(by: { $0.0 < $1.0 })
        where count > 0 {
            json.append(isFirst ? "\n    " : ",\n    ")
            Self.write(kind, into: &json)
            json.append(": ")
            json.append(decimal: count)
            isFirst = false
        }
        json.append(isFirst ? "}\n}\n" : "\n  }\n}\n")
    }

    private var sum: InputCount {
        var total = InputCount(path: "", format: "", tally: LineTally(kinds: kinds.count))
        for file in files {
            total.tally.add(file.tally)
            total.bytesIn += file.bytesIn
            total.bytesOut += file.bytesOut
        }
        return total
    }

    private static func writeMembers(of count: InputCount, into json: inout ByteBuffer) {
        json.append("\"read\": ")
        json.append(decimal: count.tally.read)
        json.append(", \"written\": ")
        json.append(decimal: count.tally.written)
        json.append(", \"unparsed\": ")
        json.append(decimal: count.tally.unparsed)
        json.append(", \"dropped\": ")
        json.append(decimal: count.tally.dropped)
        json.append(", \"bytes_in\": ")
        json.append(decimal: count.bytesIn)
        json.append(", \"bytes_out\": ")
        json.append(decimal: count.bytesOut)
    }

    /// Appends a JSON string (RFC 8259 section 7).
    private static func write(_ text: String, into json: inout ByteBuffer) {
        json.append("\"")
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""): json.append("\\\"")
            case UInt8(ascii: "\\"): json.append("\\\\")
            case 0..<0x20:
                json.append("\\u00")
                json.append(ASCII.hexDigit(byte >> 4))
                json.append(ASCII.hexDigit(byte & 15))
            default: json.append(byte)
            }
        }
        json.append("\"")
    }
}
