import Foundation
import Glibc

/// Says what becomes of one input, field by field: `matglas explain`.
package enum Explainer {
    /// Explains a request in a file, `-` being standard input.
    ///
    /// The fault is one of the configuration, or names the line of the request that is wrong.
    package static func event(
        _ source: ConfigurationSource, request file: String, showsInput: Bool
    ) throws(ExplanationFault) -> EventExplanation {
        let explainer: EventExplainer
        do {
            explainer = try EventExplainer(source, showsInput: showsInput)
        } catch {
            throw ExplanationFault(error)
        }
        return try explainer.explain(RequestText.read(file))
    }

    /// Explains a line of a log under one of the profiles for logs.
    ///
    /// What is `nil` is as the configuration's intake of logs has it, if there is exactly one or it is
    /// named; otherwise `auto` and `anonymous`.
    package static func line(
        _ text: String, as choice: LogLineFactory.Choice?, _ source: ConfigurationSource,
        profile: String?, intake name: String? = nil, showsInput: Bool
    ) throws(ExplanationFault) -> LineExplanation {
        let configuration: Configuration
        do {
            configuration = try source.load()
        } catch {
            throw ExplanationFault(error)
        }
        let intakes = configuration.logs.filter { name == nil || $0.name == name }
        if let name, intakes.isEmpty {
            throw ExplanationFault(
                exitCode: ExplanationFault.usage,
                description: Wording.unknown(
                    "intake", name, known: configuration.logs.map(\.name)))
        }
        let intake = intakes.count == 1 ? intakes.first : nil
        let choice = choice ?? intake?.choice ?? .auto
        do {
            let explainer = try LineExplainer(
                choice, catalog: configuration.catalog,
                profile: profile ?? intake?.profile ?? LogIntakeConfiguration.usualProfile,
                showsInput: showsInput)
            return explainer.explain(text)
        } catch {
            // A mistake in a format string stands on the command line, not in a file.
            guard case .string = choice else { throw ExplanationFault(error) }
            throw ExplanationFault(
                exitCode: ExplanationFault.usage, description: error.description)
        }
    }

    /// The explanation as one JSON object, with a line break at its end.
    package static func json(_ explanation: some Encodable) -> String {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let text = (try? encoder.encode(explanation)).map { String(decoding: $0, as: UTF8.self) }
        return (text ?? "{}") + "\n"
    }

    /// How wide a text may be: the terminal's width within reason, or the widest where there is none.
    package static var textWidth: Int {
        var size = winsize()
        guard unsafe ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else {
            return widths.upperBound
        }
        return min(max(Int(size.ws_col), widths.lowerBound), widths.upperBound)
    }

    /// Narrower tables say nothing, wider lines are not read.
    private static let widths = 80...120
}

extension ExplanationFault {
    /// A mistake of the configuration or catalogue.
    init(_ fault: ConfigurationFault) {
        self.init(exitCode: fault.exitCode, description: fault.description)
    }
}
