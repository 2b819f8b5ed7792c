import Bytes
import Glibc
import Intake
import Privacy

/// Anonymizes the line behind each syslog head, and writes a batch at a time.
final class EngineSink: SyslogSink {
    private let lines: LogLines?
    private let output: Int32
    private var line = ByteBuffer()
    private var gathered = ByteBuffer()
    private var tally = LineTally(kinds: Kind.names.count)

    init(_ formats: [CompiledLogFormat]?, _ output: Int32) {
        lines = formats.map { LogLines(formats: $0, policy: .scrub, options: EngineOptions()) }
        self.output = output
    }

    func take(_ message: Span<UInt8>) -> SyslogReception {
        guard let lines else { return .taken }
        // `<134>Oct 10 13:55:36 shop nginx: LINE`
        var first = 0
        for index in message.indices.dropFirst()
        where message[index] == UInt8(ascii: " ") && message[index - 1] == UInt8(ascii: ":") {
            first = index + 1
            break
        }
        gathered.append(message, 0..<first)
        line.append(message.extracting(first...))
        line.append(UInt8(ascii: "\n"))
        try? lines.anonymize(line.span, into: &gathered, tally: &tally)
        line.wipeAll()
        return .taken
    }

    func batchEnded() {
        var batch = ByteBuffer()
        swap(&batch, &gathered)
        if !batch.isEmpty {
            _ = unsafe batch.span.withUnsafeBytes {
                unsafe write(output, $0.baseAddress, $0.count)
            }
        }
        batch.removeAll()
        swap(&batch, &gathered)
    }

    func whenRoom(_ resume: @escaping () -> Void) { resume() }
}
