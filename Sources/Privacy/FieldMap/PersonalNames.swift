import Bytes

/// What parameters are about that shops name themselves: `ep.clientId`, `billing_first_name`.
///
/// A name is split into words at everything that is not a letter and at the borders of camelCase,
/// and case does not count. A name is personal, the first that holds,
///
/// 1. as a whole: `klant_nummer` is `klantnummer`;
/// 2. by two or three neighbouring words that together are such a name: `order_first_name`;
/// 3. by a word that is personal wherever it stands: `email`, `postcode`, `gclid`;
/// 4. by a subject and what is said of it: `shipping_city`, `code_client`, `klantenref`.
///
/// Dutch, French, German and English. The words are in `PersonalNames+Words.swift` and
/// `PersonalNames+Roles.swift`.
enum PersonalNames {
    /// Longest name with its separators; the sender pays for it.
    ///
    /// A map lets no longer one through.
    private static let longestName = 64

    /// Two letters are the shortest end of a compound: `klant` + `nr`.
    private static let shortestTail = 2

    /// Whether a name that a sender chose is written like one and says nothing personal of its value.
    static func isHarmless(_ name: Span<UInt8>) -> Bool {
        TokenShape.isOwnName(name) && !EncodedText.hidesText(name) && kindPosition(of: name) == nil
    }

    /// The place of a name's kind in ``Kind/allCases``; `nil` if the name says nothing personal.
    ///
    /// The name is given without the map's prefix. Words are found by their hashes alone: a known
    /// one always; one harmless word in some four thousand million is taken for a known one, never
    /// the other way round.
    static func kindPosition(of name: Span<UInt8>) -> Int? {
        guard name.count <= longestName else { return nil }
        let words = PersonalWords.shared
        var reading = Reading()
        var index = 0
        while index < name.count {
            guard ASCII.isLetter(name[index]) else {
                index += 1
                continue
            }
            index = reading.read(name, from: index, words)
        }
        let kind = reading.result(words)
        return kind < 0 ? nil : Int(kind)
    }

    /// What is known of a name after some of its words.
    ///
    /// Invariants:
    /// 1. `whole`, `last` and `lastTwo` are the hashes of all words, the last and the last two.
    /// 2. The kinds are places in ``Kind/allCases``, or -1.
    private struct Reading {
        private var count = 0
        private var whole = NameHash()
        private var last = NameHash()
        private var lastTwo = NameHash()

        /// The kind of the first word if it is the only one.
        private var alone: Int8 = -1
        private var joined: Int8 = -1
        private var strong: Int8 = -1
        private var related: Int8 = -1
        /// The kind of a subject of which nothing more is said.
        private var person: Int8 = -1

        private var subject = PersonalWord.Subject.none
        /// What was said before its subject: `code_client`.
        private var pending = PersonalWord.Attribute.none
        /// Whether the word before is a thing's, whose name and number are nobody's.
        private var isOfThing = false

        /// Takes in the word that starts at `start` and returns its end.
        mutating func read(
            _ name: Span<UInt8>, from start: Int, _ words: PersonalWords
        ) -> Int {
            var word = NameHash()
            let headLengths = words.headLengths(startingWith: name[start])
            var head = PersonalWord.unknown
            var headHash = NameHash()
            var index = start
            repeat {
                word.append(name[index])
                index += 1
                if headLengths &>> UInt64(index - start) & 1 != 0 {
                    let found = words.word(word)
                    if found.isHead {
                        head = found
                        headHash = word
                    }
                }
            } while index < name.count && !Self.isBorder(name, index)
            let tailLength = index - start - headHash.count
            let isCompound = headHash.count > 0 && tailLength >= PersonalNames.shortestTail
            take(
                word, head: isCompound ? head : .unknown,
                tail: isCompound ? word.suffix(after: headHash) : NameHash(), words)
            return index
        }

        /// Whether another word starts at `index`, which is not the first letter of one.
        private static func isBorder(_ name: Span<UInt8>, _ index: Int) -> Bool {
            let byte = name[index]
            guard ASCII.isLetter(byte) else { return true }
            guard isUpper(byte) else { return false }
            // `klantNummer`, and `PSPReference`, whose last capital begins a word.
            guard isUpper(name[index - 1]) else { return true }
            return index + 1 < name.count && name[index + 1] &- 0x61 < 26
        }

        private static func isUpper(_ byte: UInt8) -> Bool { byte &- 0x41 < 26 }

        private mutating func take(
            _ hash: NameHash, head: PersonalWord, tail: NameHash, _ words: PersonalWords
        ) {
            let word = words.word(hash)
            let two = last.joined(with: hash)
            if count > 0 { join(words.word(two)) }
            if count > 1 { join(words.word(lastTwo.joined(with: hash))) }
            whole = whole.joined(with: hash)
            lastTwo = two
            last = hash
            count += 1
            if count == 1 { alone = word.kind }
            if word.isKnown || tail.count == 0 {
                relate(word)
            } else {
                relate(head, words.word(tail))
            }
        }

        private mutating func join(_ run: PersonalWord) {
            if run.kind >= 0 { joined = run.kind }
        }

        private mutating func relate(_ word: PersonalWord) {
            if word.isStrong {
                // `gift_recipient` is a name, but `recipient_id` an id.
                if word.subject != .none {
                    person = word.kind
                } else if strong < 0 {
                    strong = word.kind
                }
            }
            if word.isFiller { return }
            if word.subject != .none {
                if related < 0 { related = word.subject.kind(of: pending) }
                subject = word.subject
            }
            pending =
                isOfThing && word.attribute.isWeak && word.subject == .none
                ? .none : word.attribute
            if related < 0 { related = subject.kind(of: pending) }
            isOfThing = word.isThing
        }

        /// A compound: `klantnummer` is `klant` and `nummer`, `userdata` is about a user.
        private mutating func relate(_ head: PersonalWord, _ tail: PersonalWord) {
            guard tail.isKnown else {
                pending = .none
                isOfThing = false
                return
            }
            relate(head)
            relate(tail)
        }

        /// The kind that the name means, or -1.
        func result(_ words: PersonalWords) -> Int8 {
            if count == 1, alone >= 0 { return alone }
            if count > 3 {
                let all = words.word(whole).kind
                if all >= 0 { return all }
            }
            if joined >= 0 { return joined }
            if strong >= 0 { return strong }
            return related >= 0 ? related : person
        }
    }
}
