import Bytes
import Privacy

@testable import Gateway

// Texts that a shop writes: its configuration, and files of the catalogue of its own.

extension FuzzTargets {
    /// A configuration is used or refused with lines and reasons, the same each time.
    ///
    /// The first byte picks what stands around the text, so that a short one reaches every part.
    static func configuration(_ bytes: Span<UInt8>) {
        guard bytes.count > 1, let text = FuzzConfiguration.text(bytes) else { return }
        do throws(ConfigurationFault) {
            let configuration = try FuzzConfiguration.parse(text)
            do throws(ConfigurationFault) {
                _ = try ConfigurationSummary.text(configuration)
                _ = try RouteTable(configuration, keys: FuzzConfiguration.keys)
            } catch {
                preconditionFailure("accepted, and cannot be used: \(error)")
            }
        } catch {
            FuzzConfiguration.check(error, in: text)
            do throws(ConfigurationFault) {
                _ = try FuzzConfiguration.parse(text)
                preconditionFailure("refused once, and accepted then")
            } catch let second {
                precondition(second == error, "other reasons the second time")
            }
        }
    }

    /// The same of the files of a catalogue; the first byte picks the kind.
    static func catalogFile(_ bytes: Span<UInt8>) {
        guard bytes.count > 1,
            let text = String(validating: bytes.extracting(1...).array, as: UTF8.self)
        else { return }
        let mistakes = MistakeList(file: FuzzConfiguration.file)
        var composer = YAMLComposer(mistakes: mistakes)
        composer.mostAliases = 160
        guard let root = composer.compose(text) else {
            return FuzzConfiguration.check(.mistakes(mistakes.sorted), in: text)
        }
        var isUsable = false
        switch bytes[0] % 8 {
        case 0: isUsable = VendorReader(mistakes: mistakes).read(root, name: "shop") != nil
        case 1: isUsable = ProfileReader(mistakes: mistakes).read(root, name: "shop") != nil
        case 2:
            let format = LogFormatReader(mistakes: mistakes, isOwn: true).read(root, name: "shop")
            isUsable = format != nil
        case 3:
            let format = LogFormatReader(mistakes: mistakes).read(root, name: "shop")
            isUsable = format != nil
            if let format, mistakes.sorted.isEmpty {
                for profile in FuzzLogs.profiles {
                    _ = try? CompiledLogFormat(format, profile: profile)
                }
            }
        case 4:
            let table = LogFormatReader(mistakes: mistakes)
                .readTable(root, name: "nginx-variables", syntax: .nginx)
            isUsable = table != nil
        case 5: isUsable = PlatformReader(mistakes: mistakes).read(root, name: "shop") != nil
        case 6:
            let services = ServiceReader(mistakes: mistakes, vendors: ["matomo"])
            isUsable = services.read(root, name: "shop") != nil
        default: isUsable = RulesReader(mistakes: mistakes).read(root, name: "shop") != nil
        }
        guard !mistakes.sorted.isEmpty else {
            return precondition(isUsable, "refused without a reason")
        }
        FuzzConfiguration.check(.mistakes(mistakes.sorted), in: text)
    }
}

/// What configurations of the fuzzer have in common.
enum FuzzConfiguration {
    static let file = "shop.yaml"

    /// Longest message: the longest list of known words has some hundred names.
    private static let longestMessage = 8_000

    private static let catalog = Catalog()

    static let keys = KeyRing(lasting: SecretKey(1, 2), in: nil)

    static func parse(_ text: String) throws(ConfigurationFault) -> Configuration {
        try Configuration.parse(
            text, file: file, environment: ["NAME": "value", "BREAK": "a\r\n\u{1B}b"],
            catalog: catalog)
    }

    /// Stops unless every mistake has a line of the text and a reason in one printable line.
    static func check(_ fault: ConfigurationFault, in text: String) {
        guard case .mistakes(let mistakes) = fault else {
            preconditionFailure("a fault without a line: \(fault)")
        }
        precondition(!mistakes.isEmpty, "refused without a reason")
        let lines = text.utf8.count { $0 == 0x0A || $0 == 0x0D } + 1
        for mistake in mistakes {
            if mistake.file == file {
                precondition((1...lines).contains(mistake.line), "no such line: \(mistake)")
            }
            precondition(!mistake.message.isEmpty, "a mistake without a message")
            precondition(mistake.message.utf8.count <= longestMessage, "an endless message")
            for scalar in "\(mistake)".unicodeScalars {
                switch scalar.properties.generalCategory {
                case .control, .format, .lineSeparator, .paragraphSeparator:
                    preconditionFailure("a control character: \("\(mistake)".debugDescription)")
                default: break
                }
            }
        }
        precondition(
            mistakes.filter { $0.file == file }.map(\.line)
                == mistakes.filter { $0.file == file }.map(\.line).sorted(), "out of order")
    }

    // MARK: What stands around

    /// The text with what the first byte puts around it; `nil` if it is no text.
    static func text(_ bytes: Span<UInt8>) -> String? {
        guard let text = String(validating: bytes.extracting(1...).array, as: UTF8.self) else {
            return nil
        }
        let (before, indent) = frames[Int(bytes[0]) % frames.count]
        return before + text.replacing("\n", with: "\n" + String(repeating: " ", count: indent))
    }

    private static let frames: [(before: String, indent: Int)] = [
        ("", 0),
        (listen + site + destination + "\n", 0),
        (listen + site + destination + "\n    ", 4),
        (listen + destination + site + "\n    ", 4),
        (listen + destination + site + "\n    consent:\n      ", 6),
        (site + destination + listen + "\n    ", 4),
        ("logs:\n  - name: web\n    ", 4),
        ("logs:\n  - name: web\n    files: [/var/log/a.log]\n    to: [file: ./a]\n    ", 4),
        (listen + site + destination + "\nadmin:\n  address: 127.0.0.1:9090\n  ", 2),
    ]

    private static let listen = "\nlisten:\n  - address: 127.0.0.1:8080"
    private static let site =
        "\nsites:\n  - name: shop\n    hosts: [stats.shop.test]\n    rules: be-strict"
    private static let destination = """

        destinations:
          - name: a
            site: shop
            vendor: generic
            upstream: https://a.test
        """
}
