import CLinux
import Glibc

/// Core files, which would hold keys and requests in clear.
package enum CoreDumps {
    /// Forbids them for this process: neither a file nor a handler gets one (prctl(2), setrlimit(2)).
    ///
    /// A change of the account brings them back (prctl(2), `PR_SET_DUMPABLE`), so it is called again
    /// afterwards. A refusal is no fault: the key pages are left out of core files anyway.
    package static func forbid() {
        _ = clinux_forbid_dumps()
        var none = rlimit(rlim_cur: 0, rlim_max: 0)
        _ = unsafe setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
    }

    /// Whether the kernel would write one, whatever the limit says.
    package static var areAllowed: Bool { clinux_may_dump() != 0 }
}
