import Bytes
import Consent
import Transport

/// The page on which visitors choose, as part of a lane's handler.
extension EventHandler {
    /// The endpoint for the sites of a table.
    static func pages(
        _ table: RouteTable, _ withdrawals: VisitorWithdrawals, _ clock: @escaping () -> Int64
    ) -> ConsentEndpoint {
        ConsentEndpoint(
            table.pages, clock: clock,
            readStorage: { entries, site in
                table.sites[site].signals.storedChoice(
                    entries, watched: table.watched)
            },
            withdraw: { request, withdrawal, done in
                var address = ByteBuffer()
                table.clients.appendAddress(of: request, into: &address)
                let tags = withdrawals.tags(
                    of: request, address: address.span, site: withdrawal.site)
                address.wipeAll()
                withdrawals.withdraw(
                    tags, from: table.destinations(ofSite: withdrawal.site), done: done)
            })
    }
}

extension RouteTable {
    /// The destinations that a withdrawal concerns: all of the site.
    ///
    /// A hit that was made under consent to marketing says so itself, whatever its destination needs.
    func destinations(ofSite site: Int) -> [Int] {
        destinationSites.indices.filter { destinationSites[$0] == site }
    }
}

extension SiteSignals {
    /// What a page's entries of local storage prove; `nil` if nothing.
    fileprivate func storedChoice(
        _ entries: Span<UInt8>, watched: WatchedVendors
    ) -> StoredChoice? {
        let evidence = ConsentEvidence()
        platforms.read(
            cookies: entries, isStorage: true, watched: watched, into: evidence,
            with: CookieReader())
        return StoredChoice(evidence.statements)
    }
}
