import Bytes
import Decoding

/// A field that an event gets where marketing is not granted, because the vendor reads its absence as a
/// permission.
package struct AddedField: Sendable, Equatable {
    /// The field's name in the query string or the form.
    package var name: String
    /// What it says there, such as `1` for `npa`.
    package var value: String

    package init(name: String, value: String) {
        self.name = name
        self.value = value
    }

    /// Most such fields of a vendor, a bit each; the maker of a map pays with an error.
    package static let mostOfVendor = 8
}

/// An ``AddedField`` as bytes.
struct CompiledAddition: Sendable {
    let name: [UInt8]
    let value: [UInt8]
    /// `name=value` as a form writes it.
    let written: [UInt8]

    init(_ field: AddedField) {
        let name = Array(field.name.utf8)
        let value = Array(field.value.utf8)
        var text = ByteBuffer(capacity: 32)
        PercentCoding.encode(name.span, allowing: .formValue, into: &text)
        text.append(UInt8(ascii: "="))
        PercentCoding.encode(value.span, allowing: .formValue, into: &text)
        written = text.span.array
        self.name = name
        self.value = value
    }
}
