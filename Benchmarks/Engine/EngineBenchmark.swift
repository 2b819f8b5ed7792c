import Bytes
import Decoding
import Gateway
import Privacy

/// Times the engine alone, event by event: no sockets, no queue, no delivery.
///
/// `engine-benchmark [FILTER] [ROUNDS]`: the cases whose line holds the filter, each timed in as many
/// rounds (12 unless told otherwise).
@main
enum EngineBenchmark {
    /// What an event is measured under; the last one is only counted, nothing is sent.
    private static let profiles = ["consented", "anonymous", "counted"]

    static func main() throws {
        let arguments = CommandLine.arguments.dropFirst()
        let filter = arguments.first ?? ""
        let rounds = arguments.dropFirst().first.flatMap { Int($0) } ?? 12
        print("| Event | Bytes | Step | ns, best round | ns, median | Allocations |")
        print("|---|---:|---|---:|---:|---:|")
        var cases = try ConsentBenchmark(Catalog()).steps
        for event in try BenchmarkEvent.all() {
            cases += try steps(of: event).map { (event.name, event.size, $0.name, $0.run) }
        }
        for (name, bytes, step, run) in cases where "\(name) \(step)".contains(filter) {
            let result = Measurement(rounds: rounds, run)
            print(
                "| \(name) | \(bytes) | \(step) | \(result.best) | \(result.median) "
                    + "| \(result.allocations) |")
        }
    }

    private struct Step {
        let name: String
        /// Runs the step as often as asked.
        let run: (Int) throws -> Void
    }

    private static func steps(of event: BenchmarkEvent) throws -> [Step] {
        let catalog = Catalog()
        let vendor = try catalog.vendor(named: event.vendor)
        let counted = try BenchmarkRoute(
            event, vendor, profile: try catalog.profile(named: "counted"))
        var steps = [
            Step(name: "read only") { rounds in
                try event.withRaw(counted.map) { raw in
                    for _ in 0..<rounds { try readOnly(raw) }
                }
            },
            Step(name: "consent signals") { rounds in
                event.withRaw(counted.map) { raw in
                    for _ in 0..<rounds { _ = counted.decision(of: raw) }
                }
            },
        ]
        for name in profiles {
            let route = try BenchmarkRoute(
                event, vendor, profile: try catalog.profile(named: name))
            steps.append(
                Step(name: name) { rounds in
                    let decision = event.withRaw(route.map) { route.decision(of: $0) }
                    try event.withRaw(route.map) { raw in
                        for _ in 0..<rounds { try route.anonymize(raw, decision) }
                    }
                })
        }
        return steps
    }

    /// Tells the fields apart and does nothing with them: what no engine can do without.
    private static func readOnly(_ event: borrowing RawEvent) throws {
        var fields = FormCursor()
        while fields.next(in: event.query) != nil {}
        guard !event.body.isEmpty else { return }
        switch event.body[0] {
        case UInt8(ascii: "{"):
            var lines = LineCursor()
            while let line = lines.next(in: event.body) {
                let text = event.body.extracting(line.content)
                guard !text.isEmpty else { continue }
                var tokens = JSONCursor()
                while try tokens.next(in: text) != nil {}
            }
        case 0x1F:
            var plain = ByteBuffer(capacity: 1 << 16)
            try Compression.inflate(event.body, limit: 1 << 20, into: &plain)
            var tokens = JSONCursor()
            while try tokens.next(in: plain.span) != nil {}
        default:
            var fields = FormCursor()
            while fields.next(in: event.body) != nil {}
        }
    }
}
