package final class RareValueTable: Sendable {
    package init(threshold: Int) {}
    func isCommon(combination: UInt64, visitor: UInt64) -> Bool { true }
}
