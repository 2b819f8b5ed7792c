/// What stands in the way of a start, so that all of it is told at once.
struct StartObstacles {
    private var faults: [ServiceFault] = []

    var isEmpty: Bool { faults.isEmpty }

    /// Gives what `make` gives; `nil` if it fails, and then keeps why.
    mutating func gather<Value>(_ make: () throws(ServiceFault) -> Value) -> Value? {
        do {
            return try make()
        } catch {
            faults.append(error)
            return nil
        }
    }

    /// All of them as one.
    var combined: ServiceFault { ServiceFault(all: faults) }
}
