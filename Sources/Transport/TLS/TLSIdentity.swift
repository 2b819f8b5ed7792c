import Bytes

/// Where a server's certificate and key are: what it shows clients under some names.
package struct TLSIdentity: Sendable, Equatable {
    /// PEM file with the certificate, followed by those that lead to its authority.
    package var certificateFile: String
    /// PEM file with the private key, without a passphrase.
    package var keyFile: String

    package init(certificateFile: String, keyFile: String) {
        self.certificateFile = certificateFile
        self.keyFile = keyFile
    }
}

/// Whose certificates a listener takes from its clients.
package struct TLSClientAuthorities: Sendable, Equatable {
    /// PEM file with the authorities.
    package var file: String
    /// Whether a client without a certificate is refused.
    package var required: Bool

    package init(file: String, required: Bool) {
        self.file = file
        self.required = required
    }
}

/// What a certificate says about itself, for people and for the metrics.
package struct TLSCertificate: Sendable, Equatable {
    package let file: String
    /// The DNS names it is valid for, in lower case; `*.` stands for one label.
    package let names: [String]
    /// The first and the last second of its validity, counted from 1970.
    package let begins: Int64
    package let ends: Int64
}

/// What is wrong with one file of a listener.
package struct TLSFileFault: Error, Equatable, Sendable, CustomStringConvertible {
    package let file: String
    package let fault: TLSFault

    /// The file, and what is wrong with it in words.
    package var description: String {
        switch fault {
        case .certificateUnreadable: "the certificate \(file) cannot be read"
        case .certificateWeak: "the certificate \(file) has too short a key or too weak a signature"
        case .certificateExpired(let end):
            "the certificate \(file) expired on \(Self.day(end))"
        case .certificateNotYetValid(let begin):
            "the certificate \(file) is not valid before \(Self.day(begin))"
        case .keyUnreadable: "the key \(file) cannot be read"
        case .keyMismatch: "the key \(file) is another certificate's"
        case .rootsUnreadable: "the client authority \(file) cannot be read"
        default: "TLS cannot be set up: \(fault)"
        }
    }

    /// The UTC day of a moment, as `2026-11-21`.
    package static func day(_ seconds: Int64) -> String {
        CivilDate(daysSinceEpoch: Int(seconds / 86_400)).description
    }
}

/// Everything that is wrong with the files of a listener.
package struct TLSFileFaults: Error, Equatable, Sendable {
    package let faults: [TLSFileFault]
}
