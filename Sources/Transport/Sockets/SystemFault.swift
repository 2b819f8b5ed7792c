import Glibc

/// A failed system call: which one, and the error number it left.
///
/// This is the only form in which `errno` leaves the lowest layer. It never carries payload bytes.
package struct SystemFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// The name of the C function, as in section 2 or 3 of the manual.
    package let call: String
    package let code: Int32

    package init(_ call: StaticString, _ code: Int32) {
        self.call = "\(call)"
        self.code = code
    }

    package var description: String {
        // SAFETY: strerror never returns null, and the text is copied at once.
        unsafe "\(call): \(String(cString: strerror(code)))"
    }
}

extension SystemFault {
    /// Whether the address is taken by another socket, as a start-up message wants to know.
    package var isAddressInUse: Bool { code == EADDRINUSE }

    package var isPermissionDenied: Bool { code == EACCES || code == EPERM }

    /// Whether this machine has no descriptor or no memory left, which is nobody else's fault.
    package var isShortage: Bool { Self.isShortage(code) }

    static func isShortage(_ code: Int32) -> Bool {
        code == EMFILE || code == ENFILE || code == ENOBUFS || code == ENOMEM
    }
}
