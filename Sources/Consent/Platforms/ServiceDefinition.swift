/// A service under the names that consent platforms list it by.
package struct ServiceDefinition: Sendable, Equatable {
    /// The settled name, such as `google-analytics`.
    package var name: String
    /// What the service is for.
    package var purpose: Purpose
    /// The vendor maps that send to it.
    package var vendors: [String]
    /// Further names; compared in lower case, without what is neither letter nor digit.
    package var names: [String]

    package init(name: String, purpose: Purpose, vendors: [String], names: [String]) {
        self.name = name
        self.purpose = purpose
        self.vendors = vendors
        self.names = names
    }
}
