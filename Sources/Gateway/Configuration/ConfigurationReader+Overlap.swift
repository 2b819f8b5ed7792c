import Privacy

/// Who has which path of a site.
extension ConfigurationReader {
    /// A method and path on a site, and who has it.
    struct TakenPath {
        let site: String
        let method: String
        let template: PathTemplate
        let owner: DestinationConfiguration
    }

    /// Two vendors at one path could not be told apart; two destinations of one vendor both get the event.
    func checkOverlap(
        of destination: DestinationConfiguration, vendor: VendorDefinition,
        with taken: inout [TakenPath]
    ) {
        for endpoint in vendor.adapted(to: destination).endpoints {
            let path = destination.mount + endpoint.path
            let template = PathTemplate(path)
            for method in endpoint.methods {
                let other = taken.first {
                    $0.site == destination.site && $0.method == method
                        && $0.template.overlaps(template)
                }
                if let other = other?.owner, other.vendor != destination.vendor {
                    mistakes.add(
                        destination.line,
                        "\(method) \(path) already belongs to \(Wording.quoted(other.name)) (line \(other.line)), another vendor's; expected a mount"
                    )
                } else if other == nil {
                    taken.append(
                        TakenPath(
                            site: destination.site, method: method, template: template,
                            owner: destination))
                }
            }
        }
    }
}
