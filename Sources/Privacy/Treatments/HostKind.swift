import Bytes

/// Hosts whose paths name parcels or payments: carriers, tracking services, payment services.
enum HostKind: UInt8 {
    case parcels = 1
    case payments

    /// What the host says about the segments of its paths.
    var announces: PathWords.Meaning {
        switch self {
        case .parcels: .parcel
        case .payments: .checkout
        }
    }

    /// The kind of the host that ends with a known domain, whatever stands before it.
    init?(_ host: Span<UInt8>) {
        var end = host.count
        if end > 0, host[end &- 1] == UInt8(ascii: ".") { end &-= 1 }
        var dots = 0
        var start = end
        while start > 0 {
            if host[start &- 1] == UInt8(ascii: ".") {
                dots &+= 1
                if dots == 2 { break }
            }
            start &-= 1
        }
        self.init(rawValue: Self.domains.code(of: host.extracting(start..<end)))
    }

    private static let domains = FoldedWords([
        (HostKind.parcels.rawValue, carriers), (HostKind.payments.rawValue, paymentServices),
    ])

    private static let carriers: StaticString = """
        postnl.nl postnl.be postnl.com bpost.be bpost.cloud bpostgroup.com landmarkglobal.com
        dhl.com dhl.de dhl.nl dhl.be dhl.fr dhl.lu dhlparcel.nl dhlparcel.be dhlecommerce.nl
        dhlecommerce.be deutschepost.de dpd.com dpd.de dpd.nl dpd.be dpd.fr dpd.lu dpdgroup.com
        gls-group.eu gls-group.com gls-group.net gls-info.nl gls-netherlands.com gls-belgium.com
        gls-pakete.de gls-france.com ups.com fedex.com tnt.com tnt.fr laposte.fr colissimo.fr
        chronopost.fr mondialrelay.fr mondialrelay.be mondialrelay.com mondialrelay.nl
        relaiscolis.com hermesworld.com myhermes.de post.lu post.at post.ch swisspost.ch trunkrs.nl
        budbee.com homerr.com redjepakketje.nl packs.nl transmission.nl peddler.com fairsenden.com
        trackingmore.com track24.net 17track.net aftership.com parcellab.com parcelsapp.com
        myparcel.me myparcel.nl myparcel.be myparcel.com sendcloud.sc sendcloud.com wuunder.co
        mywuunder.com wearewuunder.com paazl.com shipmondo.com sendmyparcel.be parcelpro.nl
        """

    private static let paymentServices: StaticString = """
        mollie.com mollie.nl stripe.com buckaroo.nl buckaroo.eu multisafepay.com adyen.com
        adyen.link adyenpayments.com paypal.com paypal.me klarna.com klarna.net sofort.com ogone.com
        v-psp.com worldline-solutions.com worldline.com ingenico.com pay.nl payconiq.com
        bancontact.com bancontact.net ideal.nl afterpay.nl afterpay.com riverty.com billink.nl
        in3.nl spraypay.nl sisow.nl icepay.com icepay.eu targetpay.com cardgate.com omnikassa.nl
        saferpay.com wlp-acs.com 3dsecure.io paynl.nl tikkie.me checkout.com computop.com
        """
}
