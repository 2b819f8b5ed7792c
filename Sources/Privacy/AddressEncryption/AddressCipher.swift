package import Bytes
package import Decoding

/// Encrypts addresses so that whoever has the key can turn them back.
///
/// For those who must join or look up addresses later. The results are pseudonyms: with the key they
/// are addresses again, and equal or related addresses can be recognised as ``Method`` says. None of
/// this makes data anonymous.
///
/// The ipcrypt methods are those of draft-denis-ipcrypt-13, Crypto-PAn that of Xu, Fan, Ammar and
/// Moon (2002). An IPv4 address that is written inside an IPv6 one (`::ffff:0:0/96`) is an IPv4
/// address to all of them.
package final class AddressCipher: Sendable {
    /// The methods; the raw value is the treatment's name in YAML.
    package enum Method: String, Sendable, CaseIterable {
        /// One AES block: equal addresses become equal IPv6 addresses.
        case deterministic = "ipcrypt-deterministic"
        /// Addresses of one network become addresses of one other network.
        case prefixes = "ipcrypt-pfx"
        /// KIASU-BC with a random tweak of 8 bytes: equal addresses look different.
        case randomised = "ipcrypt-nd"
        /// AES-XTS with a random tweak of 16 bytes, for more than 2^32 addresses under one key.
        case randomisedWide = "ipcrypt-ndx"
        /// The older prefix-preserving method, for data that other tools already wrote so.
        case cryptoPAn = "cryptopan"

        /// The length of the key.
        package var keyBytes: Int {
            switch self {
            case .deterministic, .randomised: 16
            case .prefixes, .randomisedWide, .cryptoPAn: 32
            }
        }

        /// Bytes of tweak, 0 where equal addresses give equal results.
        package var tweakBytes: Int {
            switch self {
            case .deterministic, .prefixes, .cryptoPAn: 0
            case .randomised: 8
            case .randomisedWide: 16
            }
        }

        /// What an operator must know before choosing it, in one sentence.
        package var caution: String {
            let key = "\(rawValue) makes pseudonyms: whoever has the key has the addresses"
            return switch self {
            case .deterministic: "\(key), and equal addresses stay recognisable."
            case .prefixes, .cryptoPAn:
                "\(key), networks stay recognisable, and one known address of a network gives "
                    + "away that network in all records."
            case .randomised, .randomisedWide: "\(key)."
            }
        }
    }

    /// The random number that makes equal addresses look different; it is part of the result.
    package struct Tweak: Sendable, Equatable {
        let block: AddressBlock

        package static let none = Tweak(high: 0, low: 0)

        /// The tweak of 16 bytes; of 8 bytes `high` alone.
        package init(high: UInt64, low: UInt64 = 0) {
            block = AddressBlock(high: high, low: low)
        }

        /// Draws what `method` needs; the generator must be a secure one.
        package init(for method: Method, using generator: inout some RandomNumberGenerator) {
            let high = method.tweakBytes > 0 ? generator.next() as UInt64 : 0
            self.init(high: high, low: method.tweakBytes > 8 ? generator.next() : 0)
        }
    }

    package let method: Method
    let first: AES128
    /// The second key, for methods with two.
    let second: AES128
    /// What Crypto-PAn fills its blocks with.
    let padding: AddressBlock

    /// Takes the key as bytes.
    package init(method: Method, key: Span<UInt8>) throws(AddressCipherFault) {
        guard key.count == method.keyBytes else {
            throw AddressCipherFault(method: method, reason: .length(digits: 2 * key.count))
        }
        let keys = (
            AddressBlock(key, from: 0),
            AddressBlock(key, from: key.count - AES128.keyBytes)
        )
        let needsTwo = method == .prefixes || method == .randomisedWide
        guard !needsTwo || keys.0 != keys.1 else {
            throw AddressCipherFault(method: method, reason: .equalHalves)
        }
        self.method = method
        first = AES128(key: keys.0)
        second = needsTwo ? AES128(key: keys.1) : first
        padding = method == .cryptoPAn ? first.encrypt(keys.1) : .zero
    }

    /// Takes the key as hexadecimal digits of either case, and nothing but them.
    package convenience init(
        method: Method, hexadecimal text: Span<UInt8>
    ) throws(AddressCipherFault) {
        var key = ByteBuffer(capacity: 32)
        defer { key.wipe() }
        for index in text.indices {
            guard let digit = ASCII.hexValue(text[index]) else {
                throw AddressCipherFault(method: method, reason: .notHexadecimal(offset: index))
            }
            guard index / 2 < method.keyBytes else { continue }
            if index % 2 == 0 {
                key.append(digit << 4)
            } else {
                key[index / 2] |= digit
            }
        }
        guard text.count == 2 * method.keyBytes else {
            throw AddressCipherFault(method: method, reason: .length(digits: text.count))
        }
        try self.init(method: method, key: key.span)
    }

    /// Appends the encrypted address: as an address, or in hexadecimal with the tweak in front.
    ///
    /// `tweak` is ignored by methods that have none.
    package func encrypt(
        _ address: IPAddress, tweak: Tweak, into output: inout ByteBuffer
    ) {
        let block = AddressBlock(address)
        switch method {
        case .deterministic:
            first.encrypt(block).address.write(into: &output)
        case .prefixes:
            encryptPrefixes(block).address.write(into: &output)
        case .cryptoPAn:
            encryptCryptoPAn(block.address).write(into: &output)
        case .randomised:
            Self.write(tweak.block.high, into: &output)
            Self.write(first.encrypt(block, tweak: Self.spread(tweak)), into: &output)
        case .randomisedWide:
            Self.write(tweak.block, into: &output)
            let mask = second.encrypt(tweak.block)
            Self.write(first.encrypt(block ^ mask) ^ mask, into: &output)
        }
    }

    /// As ``encrypt(_:tweak:into:)`` with a tweak drawn from `generator`, if the method has one.
    package func encrypt(
        _ address: IPAddress, using generator: inout some RandomNumberGenerator,
        into output: inout ByteBuffer
    ) {
        encrypt(address, tweak: Tweak(for: method, using: &generator), into: &output)
    }

    /// The address that `text` was made from under this key; `nil` if it has not the method's form.
    ///
    /// A text of another key gives some other address: the methods have no check of their own.
    package func decrypt(_ text: Span<UInt8>) -> IPAddress? {
        switch method {
        case .deterministic:
            guard let address = IPAddress(text) else { return nil }
            return first.decrypt(AddressBlock(address)).address
        case .prefixes:
            return IPAddress(text).map { decryptPrefixes(AddressBlock($0)).address }
        case .cryptoPAn:
            return IPAddress(text).map { decryptCryptoPAn(AddressBlock($0).address) }
        case .randomised:
            guard let (tweak, block) = Self.read(text, tweakBytes: 8) else { return nil }
            return first.decrypt(block, tweak: Self.spread(tweak)).address
        case .randomisedWide:
            guard let (tweak, block) = Self.read(text, tweakBytes: 16) else { return nil }
            let mask = second.encrypt(tweak.block)
            return (first.decrypt(block ^ mask) ^ mask).address
        }
    }

    /// Two bytes of the tweak at the head of each column (draft-denis-ipcrypt-13, 9.9.6).
    private static func spread(_ tweak: Tweak) -> AddressBlock {
        let bytes = tweak.block.high
        func column(_ index: UInt64) -> UInt64 { bytes &>> (48 &- 16 &* index) & 0xFFFF }
        return AddressBlock(
            high: column(0) &<< 48 | column(1) &<< 16, low: column(2) &<< 48 | column(3) &<< 16)
    }
}

// MARK: Hexadecimal

extension AddressCipher {
    private static func write(_ word: UInt64, into output: inout ByteBuffer) {
        for digit in UInt64(0)..<16 {
            output.append(
                ASCII.hexDigit(UInt8(truncatingIfNeeded: word &>> (60 &- 4 &* digit) & 15)))
        }
    }

    private static func write(_ block: AddressBlock, into output: inout ByteBuffer) {
        write(block.high, into: &output)
        write(block.low, into: &output)
    }

    /// The tweak and the block of a result in hexadecimal.
    private static func read(_ text: Span<UInt8>, tweakBytes: Int) -> (Tweak, AddressBlock)? {
        guard text.count == 2 * (tweakBytes + 16) else { return nil }
        func word(_ offset: Int) -> UInt64? {
            var word: UInt64 = 0
            for index in offset..<offset + 16 {
                guard let digit = ASCII.hexValue(text[index]) else { return nil }
                word = word &<< 4 | UInt64(digit)
            }
            return word
        }
        guard let tweakHigh = word(0), let tweakLow = tweakBytes > 8 ? word(16) : 0,
            let high = word(2 * tweakBytes), let low = word(2 * tweakBytes + 16)
        else { return nil }
        return (Tweak(high: tweakHigh, low: tweakLow), AddressBlock(high: high, low: low))
    }
}
