/// Amounts in hundredths as people write them.
package enum Money {
    /// `-1234.50` for -123450.
    package static func text(cents: Int) -> String {
        let magnitude = cents.magnitude
        let fraction = magnitude % 100
        return (cents < 0 ? "-" : "") + String(magnitude / 100) + (fraction < 10 ? ".0" : ".")
            + String(fraction)
    }
}
