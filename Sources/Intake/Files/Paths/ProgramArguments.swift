import Glibc

/// What this program was called with.
package enum ProgramArguments {
    /// Every argument after the program's name, byte for byte as far as files are concerned.
    ///
    /// The standard library repairs what is not UTF-8, and the repaired name is no file's.
    package static var all: [String] {
        (1..<max(Int(CommandLine.argc), 1)).compactMap { place in
            guard let word = unsafe CommandLine.unsafeArgv[place] else { return nil }
            let bytes = unsafe UnsafeBufferPointer(start: word, count: strlen(word))
            return unsafe Path.named(bytes.map { UInt8(bitPattern: $0) })
        }
    }
}
