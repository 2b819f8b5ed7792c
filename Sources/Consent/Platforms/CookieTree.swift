import Bytes

/// What the cookies of one platform hold, as nodes: members, elements and texts.
///
/// Kept by the reader and emptied for each platform, so that in steady state nothing is allocated.
///
/// Invariants:
/// 1. Node 0 is the root; every other node stands behind its parent and is in its chain of children.
/// 2. Names and texts are ranges of `text`, which only grows until ``removeAll()``.
/// 3. A node has children only if it is an object or a list.
struct CookieTree: ~Copyable {
    enum Kind: UInt8 {
        /// Nothing yet: the root before anything was read.
        case nothing
        case object
        case list
        case text
        case number
        case flag
        case null

        var isScalar: Bool { rawValue >= Self.text.rawValue }
    }

    struct Node {
        var kind: Kind
        var name: Range<Int>
        var text: Range<Int> = 0..<0
        /// Of the name, so that most names differ at a glance.
        var hash: UInt32 = 0
        /// The place in a list.
        var position = 0
        var children = 0
        var firstChild = 0
        var lastChild = 0
        var next = 0
    }

    var text = ByteBuffer(capacity: 1024)
    var nodes: [Node] = []
    /// Whether a name occurs twice in one object with different texts.
    var hasConflict = false
    /// Nodes that the cookie being read may still make.
    var room = 0

    /// Members of one tree that are compared with earlier ones; who sends more loses grants.
    ///
    /// Names that share a bit are rare: some thirty among five hundred, one among a hundred.
    static let mostLooksBack = 48

    /// Keys of one cookie; real ones have fewer than a hundred, a visitor with more is not read.
    static let mostNodes = 512
    /// Objects and lists in each other; a visitor with more is not read.
    static let deepest = 8

    init() {
        nodes.reserveCapacity(Self.mostNodes)
        removeAll()
    }

    mutating func removeAll() {
        text.removeAll()
        nodes.removeAll(keepingCapacity: true)
        nodes.append(Node(kind: .nothing, name: 0..<0))
        hasConflict = false
    }

    /// Appends a text and returns where it stands.
    mutating func keep(_ bytes: Span<UInt8>) -> Range<Int> {
        let start = text.count
        text.append(bytes)
        return start..<text.count
    }

    /// Adds a child without a text; `nil` where the cookie has too many.
    mutating func add(_ kind: Kind, named name: Range<Int>, to parent: Int) -> Int? {
        guard room > 0 else { return nil }
        room -= 1
        let node = nodes.count
        var child = Node(kind: kind, name: name)
        child.position = nodes[parent].children
        nodes.append(child)
        nodes[parent].children += 1
        if nodes[parent].firstChild == 0 {
            nodes[parent].firstChild = node
        } else {
            nodes[nodes[parent].lastChild].next = node
        }
        nodes[parent].lastChild = node
        return node
    }

    /// Adds a child with a text.
    mutating func add(
        _ kind: Kind, named name: Range<Int>, text: Range<Int>, to parent: Int
    ) -> Int? {
        guard let node = add(kind, named: name, to: parent) else { return nil }
        nodes[node].text = text
        return node
    }

    /// The member of an object, made if it is not there.
    mutating func member(_ name: Span<UInt8>, of parent: Int) -> Int? {
        if nodes[parent].kind == .nothing { nodes[parent].kind = .object }
        guard nodes[parent].kind == .object else { return nil }
        var child = nodes[parent].firstChild
        while child != 0 {
            if isNamed(child, name) { return child }
            child = nodes[child].next
        }
        return add(.nothing, named: keep(name), to: parent)
    }

    func isNamed(_ node: Int, _ name: Span<UInt8>) -> Bool {
        text.span.extracting(nodes[node].name).equals(name)
    }

    /// Notes names that occur twice in one object and do not say the same.
    mutating func findConflicts() {
        for node in nodes.indices { nodes[node].hash = hash(nodes[node].name) }
        var looks = 0
        var parent = 0
        while parent < nodes.count, !hasConflict {
            if nodes[parent].kind == .object, nodes[parent].children > 1 {
                // Several cookies in one object: beyond the bound of one, nothing is granted.
                hasConflict =
                    nodes[parent].children > Self.mostNodes || isContradictory(parent, &looks)
            }
            parent += 1
        }
    }

    /// FNV-1a; names that share it are compared.
    private func hash(_ name: Range<Int>) -> UInt32 {
        let bytes = text.span
        var hash: UInt32 = 0x811c_9dc5
        for index in name { hash = (hash ^ UInt32(bytes[index])) &* 0x0100_0193 }
        return hash
    }

    /// Looks back only from a member whose hash may have been seen before: almost never.
    ///
    /// Names may be chosen so that it is always, so only some looks are paid for.
    private func isContradictory(_ parent: Int, _ looks: inout Int) -> Bool {
        var seen: [64 of UInt64] = .init(repeating: 0)
        var child = nodes[parent].firstChild
        while child != 0 {
            let hash = nodes[child].hash
            let word = Int(hash &>> 6 & 63)
            let bit: UInt64 = 1 &<< UInt64(hash & 63)
            if seen[word] & bit != 0 {
                looks += 1
                if looks > Self.mostLooksBack || contradictsEarlier(child, in: parent) {
                    return true
                }
            }
            seen[word] |= bit
            child = nodes[child].next
        }
        return false
    }

    /// Whether the first member of the same name says something else; the others said the same.
    private func contradictsEarlier(_ node: Int, in parent: Int) -> Bool {
        let name = text.span.extracting(nodes[node].name)
        var other = nodes[parent].firstChild
        while other != node {
            if nodes[other].hash == nodes[node].hash, isNamed(other, name) {
                return !isSame(other, node)
            }
            other = nodes[other].next
        }
        return false
    }

    private func isSame(_ first: Int, _ second: Int) -> Bool {
        let bytes = text.span
        return nodes[first].kind == nodes[second].kind && nodes[first].kind.isScalar
            && bytes.extracting(nodes[first].text).equals(
                bytes.extracting(nodes[second].text))
    }
}
