import Testing

@testable import Delivery

@Suite struct EntryQueueTests {
    @Test("A queue keeps its order when elements are removed, also where its ring ends")
    func queue() {
        var steps = SmallGroupsTests.Steps(state: 13)
        var queue = EntryQueue<Int>()
        var model: [Int] = []
        for number in 0..<5_000 {
            switch Int.random(in: 0..<20, using: &steps) {
            case 0:
                let divisor = Int.random(in: 1...4, using: &steps)
                queue.removeAll { $0.isMultiple(of: divisor) }
                model.removeAll { $0.isMultiple(of: divisor) }
            case 1...9:
                #expect(queue.popFirst() == (model.isEmpty ? nil : model.removeFirst()))
            case 10, 11:
                queue.prepend(number)
                model.insert(number, at: 0)
            default:
                queue.append(number)
                model.append(number)
            }
            #expect(queue.count == model.count)
            let looks = Int.random(in: 0...4, using: &steps)
            let isThere = model.prefix(looks).contains { $0.isMultiple(of: 7) }
            #expect(queue.first(looks) { $0.isMultiple(of: 7) } == isThere)
        }
        while let element = queue.popFirst() { #expect(element == model.removeFirst()) }
        #expect(model.isEmpty)
    }
}
