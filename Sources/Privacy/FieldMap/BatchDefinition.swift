/// What a vendor takes together: requests whose body holds a list of events may be sent as one.
package struct BatchDefinition: Sendable, Equatable {
    /// Members of the body that may be the list; `.` is the body itself.
    package var arrays: [String]
    /// Events in one request at most.
    package var most: Int
    /// Bytes of one body at most.
    package var largestBytes: Int

    package init(arrays: [String], most: Int, largestBytes: Int) {
        self.arrays = arrays
        self.most = most
        self.largestBytes = largestBytes
    }
}
