import Bytes

extension LogEscapes {
    /// The style that `field` is written in, if its escapes tell, else `style`.
    ///
    /// Apache and nginx have a layout in common, so that the format does not say who wrote a line.
    package static func style(seenIn field: Span<UInt8>, else style: Style) -> Style {
        guard style == .apache || style == .nginx else { return style }
        var position = 0
        while true {
            let escape = field.offset(of: UInt8(ascii: "\\"), from: position)
            guard escape + 1 < field.count else { return style }
            position = escape + 2
            guard field[escape + 1] == UInt8(ascii: "x") else { return .apache }
            guard escape + 3 < field.count else { continue }
            if field.hasPrefix("22", from: position) { return .nginx }
            for index in position..<position + 2 {
                switch field[index] {
                case UInt8(ascii: "A")...UInt8(ascii: "F"): return .nginx
                case UInt8(ascii: "a")...UInt8(ascii: "f"): return .apache
                default: break
                }
            }
        }
    }
}
