/// One name and its value in a packed field, both as they are written there.
package struct PairField: Sendable, Equatable {
    package let name: Range<Int>
    package let value: Range<Int>

    package init(name: Range<Int>, value: Range<Int>) {
        self.name = name
        self.value = value
    }
}
