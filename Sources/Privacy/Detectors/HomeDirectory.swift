import Bytes

/// Names of people in the paths of their files: `/home/jan/`, `/Users/jan`, `C:\Users\jan`.
enum HomeDirectory {
    /// Longest name of an account (Linux allows 32 characters, Windows 20).
    private static let longestName = 64

    /// The name behind `word`, if that is the folder of all homes; a slash stands behind it.
    static func match(_ text: Span<UInt8>, word: Range<Int>) -> Range<Int>? {
        guard word.lowerBound > 0, isSlash(text[word.lowerBound &- 1]) else { return nil }
        let folder = text.extracting(word)
        let isHome = folder.equals("home")
        guard isHome || folder.equals("Users") else { return nil }
        // `/home` of a shop has a host or other folders before it.
        if isHome, word.lowerBound > 1, ASCII.isAlphanumeric(text[word.lowerBound &- 2]) {
            return nil
        }
        var start = word.upperBound
        while start < text.count, isSlash(text[start]) { start &+= 1 }
        guard start > word.upperBound, start < text.count, ASCII.isAlphanumeric(text[start])
        else { return nil }
        var end = start
        while end < text.count, end &- start < longestName, isNameByte(text[end]) { end &+= 1 }
        // `/home/sale` is a page as often.
        guard !isHome || end < text.count && isSlash(text[end]) else { return nil }
        while end > start, text[end &- 1] == UInt8(ascii: ".") { end &-= 1 }
        return isAccount(text.extracting(start..<end)) ? nil : start..<end
    }

    /// Whether a program and no person has the name.
    static func isAccount(_ name: Span<UInt8>) -> Bool { accounts[name] != nil }

    /// Whether `segment` of a file's URL is the folder of all homes.
    static func isFolder(_ segment: Span<UInt8>) -> Bool {
        segment.equals("home") || segment.equalsIgnoringCase("users")
    }

    private static let accounts = WordTable<Bool>([
        (
            true,
            [
                "www", "root", "runner", "app", "apps", "node", "ubuntu", "www-data", "nginx",
                "apache", "deploy", "deployer", "forge", "vagrant", "git", "jenkins", "circleci",
                "gitlab-runner", "ec2-user", "public", "shared", "default", "build", "builder",
                "user", "web", "nobody", "admin", "administrator", "docker", "vercel", "sbx_user",
            ]
        )
    ])

    private static func isSlash(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "/") || byte == UInt8(ascii: "\\")
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        ASCII.isAlphanumeric(byte) || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "_")
            || byte == UInt8(ascii: "-") || byte >= 0x80
    }
}
