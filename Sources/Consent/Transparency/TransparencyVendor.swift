/// What a destination has declared on the IAB's Global Vendor List.
///
/// Vendors may change their entry; it is configuration, because no list is fetched here.
package struct TransparencyVendor: Sendable, Equatable {
    /// Its number on the list, from 1.
    package let id: UInt16
    /// Purposes for which it asks consent (`purposes`).
    package let consent: TransparencyPurposes
    /// Purposes for which it claims a legitimate interest (`legIntPurposes`).
    package let interest: TransparencyPurposes
    /// Purposes whose legal basis the publisher may change (`flexiblePurposes`).
    package let flexible: TransparencyPurposes
    /// Purposes that nobody is asked about (`specialPurposes`).
    package let specialPurposes: TransparencyPurposes

    package init(
        id: UInt16, consent: [Int] = [], interest: [Int] = [], flexible: [Int] = [],
        specialPurposes: [Int] = []
    ) {
        self.id = id
        self.consent = TransparencyPurposes(consent)
        self.interest = TransparencyPurposes(interest)
        self.flexible = TransparencyPurposes(flexible)
        self.specialPurposes = TransparencyPurposes(specialPurposes)
    }

    /// Whether it uses the purpose at all.
    package func declares(_ purpose: Int) -> Bool {
        consent.contains(purpose) || interest.contains(purpose)
    }
}
