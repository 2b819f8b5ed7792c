/// Numbers in the Fibonacci code, with which GPP strings write section ids.
extension BitReader {
    /// The next number; `nil` if the bits end before it does, or if it is above `most`.
    ///
    /// Its bits have the weights 1, 2, 3, 5, 8, 13 … and a second 1 in a row ends it, so that zero
    /// has no code. `most` is the caller's own bound, never the sender's, and so no sum overflows.
    mutating func readFibonacciNumber(atMost most: Int) -> Int? {
        precondition(most <= Int.max / 4)
        var number = 0
        var weight = 1
        var next = 2
        var endsAtOne = false
        while let bit = read(1) {
            if bit == 1 {
                if endsAtOne { return number }
                guard weight <= most - number else { return nil }
                number += weight
            }
            endsAtOne = bit == 1
            // Behind `most` only the final 1 of a number may follow; a longer run of zeros is over.
            guard weight <= most else { return nil }
            (weight, next) = (next, weight + next)
        }
        return nil
    }
}
