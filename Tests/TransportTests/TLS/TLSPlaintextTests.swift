import COpenSSL
import Testing

@testable import Transport

@Suite struct `What sessions of a listener have deciphered` {
    /// `SSL_OP_CLEANSE_PLAINTEXT`, a macro that Swift does not see.
    private static let cleansing: UInt64 = 1 << 1

    @Test func `is overwritten once it was read`() throws {
        let certificate = try TLSCertificateContext()
        let options = unsafe SSL_CTX_get_options(certificate.context)
        #expect(options & Self.cleansing != 0)
    }
}
