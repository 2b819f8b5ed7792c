package import Bytes

/// How far a followed file was read, so that another run goes on there.
///
/// It tells nothing of the lines: numbers of the file system and offsets, no hash of contents. With
/// such a hash and its key beside it, the hidden part of an address could be found by trying. A
/// file is known again by its inode and the moment of its birth, which changes when the inode is used again.
package struct FollowPosition: Sendable, Equatable {
    /// One open file of the name.
    package struct Mark: Sendable, Equatable {
        package var device: UInt64
        package var inode: UInt64
        /// In nanoseconds since 1970; 0 where the file system does not say.
        package var birth: Int
        /// When it was last written to, as far as was seen.
        package var modified: Int
        /// Where the next line begins.
        package var offset: Int

        package init(device: UInt64, inode: UInt64, birth: Int, modified: Int, offset: Int) {
            self.device = device
            self.inode = inode
            self.birth = birth
            self.modified = modified
            self.offset = offset
        }
    }

    /// In order of birth; the last is the file that had the name.
    package var marks: [Mark]

    package init(marks: [Mark]) { self.marks = marks }

    /// Appends the marks as decimal numbers on one line, without its end.
    package func write(into text: inout ByteBuffer) {
        for (index, mark) in marks.enumerated() {
            if index > 0 { text.append(" ") }
            text.append(String(mark.device))
            text.append(":")
            text.append(String(mark.inode))
            text.append(":")
            text.append(decimal: mark.birth)
            text.append(":")
            text.append(decimal: mark.modified)
            text.append(":")
            text.append(decimal: mark.offset)
        }
    }

    /// Reads what ``write(into:)`` wrote; `nil` for everything else.
    package init?(_ text: String) {
        var marks: [Mark] = []
        for word in text.split(separator: " ", omittingEmptySubsequences: true) {
            let parts = word.split(separator: ":", omittingEmptySubsequences: false)
            guard parts.count == 5, marks.count < FollowLimits.mostUnreadFiles,
                let device = UInt64(parts[0]), let inode = UInt64(parts[1]),
                let birth = Int(parts[2]), let modified = Int(parts[3]),
                let offset = Int(parts[4]), offset >= 0
            else { return nil }
            marks.append(
                Mark(
                    device: device, inode: inode, birth: birth, modified: modified,
                    offset: offset))
        }
        self.marks = marks
    }
}
