import Glibc

/// Standard output and standard error as a program may meet them: full, closed, or read by nobody.
///
/// A message for people must never end or hold the program, a result that got lost must never look
/// like success.
package enum StandardStreams {
    /// Writes one line to standard error if it can be written within `patience` milliseconds; drops
    /// it otherwise, and gives `false`.
    ///
    /// Several lines of one text are one write, so that other threads do not come between.
    @discardableResult
    package static func say(_ text: String, patience: Int32 = 0) -> Bool {
        var watched = pollfd(fd: STDERR_FILENO, events: Int16(POLLOUT), revents: 0)
        guard unsafe poll(&watched, 1, patience) == 1, watched.revents & Int16(POLLOUT) != 0 else {
            return false
        }
        let line = Array((text + "\n").utf8)
        // A pipe takes what fits; nobody is left to be told when it does not take the rest.
        let count = unsafe line.withUnsafeBytes {
            unsafe Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count)
        }
        return count > 0
    }

    /// Whether standard error is the stream that `JOURNAL_STREAM` names, as `device:inode`.
    ///
    /// The variable alone proves nothing: somebody may have sent the stream elsewhere (systemd.exec(5)).
    package static func isJournal(_ environment: [String: String]) -> Bool {
        var status = stat()
        guard let named = environment["JOURNAL_STREAM"], unsafe fstat(STDERR_FILENO, &status) == 0
        else { return false }
        return named == "\(status.st_dev):\(status.st_ino)"
    }

    /// Writes all of `text` to standard output; `false` when it could not be written.
    package static func write(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        var written = 0
        while written < bytes.count {
            let count = unsafe bytes.withUnsafeBytes {
                unsafe Glibc.write(
                    STDOUT_FILENO, $0.baseAddress.map { unsafe $0 + written }, $0.count - written)
            }
            if count > 0 {
                written += count
            } else if errno != EINTR {
                return false
            }
        }
        return true
    }

    /// Puts `/dev/null` where standard input, output or error is closed.
    ///
    /// Otherwise the first socket would get its number, and a message would go to a client.
    package static func fillGaps() {
        for number in STDIN_FILENO...STDERR_FILENO where fcntl(number, F_GETFD) == -1 {
            // The lowest free number is the closed one, because those below it are open.
            guard unsafe open("/dev/null", O_RDWR) == number else { return }
        }
    }
}
