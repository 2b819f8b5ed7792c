import Bytes

/// A definition as the reader wants it: paths taken apart, texts in lower case, words in a table.
///
/// A class, so that passing it costs one reference and not one per array.
final class CompiledPlatform: Sendable {
    struct Cookie: Sendable {
        /// Names from the root; `nil` for what the star matched, or for the root without a star.
        var place: [[UInt8]]?
        var decode: [PlatformCodec]
        var nested: [Nested]
        var isForm: Bool
    }

    struct Nested: Sendable {
        var path: TreePath
        var decode: [PlatformCodec]
    }

    struct Choice: Sendable {
        enum Form: Sendable {
            case members
            case granted
            case denied
            case objects(name: TreePath, value: TreePath)
        }
        var form: Form
        var path: TreePath
        var hasServices: Bool
        var deniedIfAbsent: PurposeSet
        var except: [TextPattern]
        var values: ValueTexts
        var unless: TreeCondition?

        var isObjects: Bool { if case .objects = form { true } else { false } }
    }

    struct Evidence: Sendable {
        var evidence: EvidenceClass
        var conditions: [TreeCondition]
    }

    let definition: PlatformDefinition
    let signal: SignalName
    let cookies: [Cookie]
    let required: [TreePath]
    let choices: [Choice]
    /// The raw values of the purposes of each word.
    let words: WordTable
    let evidence: [Evidence]
    let time: TreePath?
    let revision: TreePath?
    let leastRevision: Int64?
    let tool: Int?
    let transparency: TreePath?
    let additional: TreePath?
    let globalPrivacyPlatform: TreePath?
    let globalPrivacyControl: [TreeCondition]
    let objection: [TreeCondition]

    init(
        _ definition: PlatformDefinition, signal: SignalName, categories: [CategoryDefinition],
        leastRevision: Int?, tool: Int?
    ) {
        self.definition = definition
        self.signal = signal
        cookies = definition.cookies.map { cookie in
            Cookie(
                place: cookie.place.map { place in
                    place.split(separator: ".").map { Array($0.utf8) }
                },
                decode: cookie.decode,
                nested: cookie.nested.map {
                    Nested(path: TreePath($0.path), decode: $0.decode)
                },
                isForm: cookie.decode.first == .form)
        }
        required = definition.required.map(TreePath.init)
        choices = definition.choices.map { Self.choice($0, definition.values) }
        words = WordTable(
            (categories + definition.categories).map {
                (Array($0.word.utf8), Int($0.purposes.rawValue))
            }, folding: .lowercase)
        evidence = definition.evidence.map {
            Evidence(evidence: $0.evidence, conditions: $0.conditions.map(TreeCondition.init))
        }
        time = definition.time.map { TreePath($0.path) }
        revision = definition.revision.map(TreePath.init)
        self.leastRevision = leastRevision.map(Int64.init)
        self.tool = tool
        transparency = definition.transparency.map(TreePath.init)
        additional = definition.additional.map(TreePath.init)
        globalPrivacyPlatform = definition.globalPrivacyPlatform.map(TreePath.init)
        globalPrivacyControl = definition.globalPrivacyControl.map(TreeCondition.init)
        objection = definition.objection.map(TreeCondition.init)
    }

    /// Whether the platform says nothing but what its TC string says.
    var isTransparencyOnly: Bool {
        choices.isEmpty && (transparency != nil || additional != nil)
    }

    private static func choice(
        _ definition: ChoiceDefinition, _ values: ValueDefinition
    ) -> Choice {
        let form: Choice.Form =
            switch definition.form {
            case .members: .members
            case .granted: .granted
            case .denied: .denied
            case .objects(let name, let value):
                .objects(name: TreePath(name), value: TreePath(value))
            }
        return Choice(
            form: form, path: TreePath(definition.path), hasServices: definition.hasServices,
            deniedIfAbsent: definition.deniedIfAbsent,
            except: definition.except.map(TextPattern.init),
            values: ValueTexts(definition.values ?? values),
            unless: definition.unless.map(TreeCondition.init))
    }
}
