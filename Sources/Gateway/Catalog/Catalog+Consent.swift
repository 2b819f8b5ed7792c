package import Consent
import Privacy

/// What the catalogue knows of consent: platforms, services and rule sets.
extension Catalog {
    /// Names of the consent platforms, sorted.
    package var platformNames: [String] { names(in: .platforms) }
    /// Names of the rule sets, sorted.
    package var ruleNames: [String] { names(in: .rules) }
    /// Names of the files of services, sorted.
    package var serviceFileNames: [String] { names(in: .services) }

    /// The variants of a consent platform, in the order in which they are tried.
    package func platform(
        named name: String
    ) throws(ConfigurationFault) -> [PlatformDefinition] {
        // Not kept: it is read with less scrutiny than below.
        try read(.platforms, name: name, subject: "platform", isKept: false) {
            PlatformReader(mistakes: $0).read($1, name: name)
        }
    }

    /// The settings of a rule set.
    package func consentRules(named name: String) throws(ConfigurationFault) -> ConsentRules {
        try read(.rules, name: name, subject: "rule set") {
            RulesReader(mistakes: $0).read($1, name: name)
        }
    }

    /// All platforms of the catalogue, by name, each with its variants in order.
    ///
    /// Refused, besides files with mistakes: more platforms than a signal's number can name.
    package func platformDefinitions() throws(ConfigurationFault) -> [PlatformDefinition] {
        let services = try serviceDefinitions().map(\.name)
        var definitions: [PlatformDefinition] = []
        var mistakes: [ConfigurationMistake] = []
        for name in platformNames {
            do throws(ConfigurationFault) {
                definitions += try read(.platforms, name: name, subject: "platform") {
                    PlatformReader(mistakes: $0, services: services).read($1, name: name)
                }
            } catch {
                mistakes += error.mistakes
            }
        }
        guard mistakes.isEmpty else { throw .mistakes(mistakes) }
        return definitions
    }

    /// All services of the catalogue, in the order of the files.
    ///
    /// A service in a file of the shop replaces one of the same name in another file. Refused, besides
    /// files with mistakes: names that two services have, and more services than a set can hold.
    package func serviceDefinitions() throws(ConfigurationFault) -> [ServiceDefinition] {
        var found: [(service: ServiceDefinition, file: String, line: Int)] = []
        var mistakes: [ConfigurationMistake] = []
        let own = serviceFileNames.filter(isOwnServiceFile)
        for name in own + serviceFileNames.filter({ !isOwnServiceFile($0) }) {
            do throws(ConfigurationFault) {
                let file = file(of: .services, name: name)
                for entry in try serviceFile(named: name) {
                    let isReplaced =
                        !isOwnServiceFile(name)
                        && found.contains { $0.service.name == entry.service.name }
                    if !isReplaced { found.append((entry.service, file, entry.line)) }
                }
            } catch {
                mistakes += error.mistakes
            }
        }
        var owners: [String: String] = [:]
        for (service, file, line) in found {
            for name in Set(service.foldedNames).sorted() {
                if let other = owners[name] {
                    mistakes.append(
                        ConfigurationMistake(
                            file: file, line: line,
                            message:
                                "the services \(other) and \(service.name) both have the name \(Wording.quoted(name))"
                        ))
                }
                owners[name] = service.name
            }
        }
        if found.count > ServiceSet.capacity {
            mistakes.append(
                ConfigurationMistake(
                    file: found[ServiceSet.capacity].file, line: found[ServiceSet.capacity].line,
                    message: "more than \(ServiceSet.capacity) services in the catalogue"))
        }
        guard mistakes.isEmpty else { throw .mistakes(mistakes) }
        return found.map(\.service)
    }

    func serviceFile(
        named name: String
    ) throws(ConfigurationFault) -> [(service: ServiceDefinition, line: Int)] {
        let vendors = vendorNames
        return try read(.services, name: name, subject: "service file") {
            ServiceReader(mistakes: $0, vendors: vendors).read($1, name: name)
        }
    }

    private func isOwnServiceFile(_ name: String) -> Bool {
        overrides["\(Folder.services.rawValue)/\(name).yaml"] != nil
    }

    private func file(of folder: Folder, name: String) -> String {
        let path = "\(folder.rawValue)/\(name).yaml"
        return overrides[path] ?? "config/\(path)"
    }
}

extension Catalog {
    /// The platforms and services that a site's signals are read by.
    ///
    /// What the site describes itself is tried before the catalogue's; its words and the least versions of
    /// banners are given by the name of a platform.
    package func consentPlatforms(
        own: [PlatformDefinition] = [], categories: [String: [CategoryDefinition]] = [:],
        revisions: [String: Int] = [:]
    ) throws(ConfigurationFault) -> PlatformCatalog {
        let services = try serviceDefinitions()
        return PlatformCatalog(
            platforms: own + (try platformDefinitions()), services: services,
            categories: categories, revisions: revisions)
    }
}
