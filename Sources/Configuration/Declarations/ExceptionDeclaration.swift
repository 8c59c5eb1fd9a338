/// One of an intent's `except`.
package struct ExceptionDeclaration: Construct {
  package var match: Located<String>?
  package var reason: Located<String>?

  package init() {}

  package static let noun = "an exception"
  package static let documentation = "Flows that an intent does not ask to be inspected."
  package static let fields: [Field<Self>] = [
    Field(
      "match", \.match, .reference("an address, a CIDR or a resource address"), isRequired: true,
      "The addresses at either end: an address, a CIDR, or a subnet's or an instance's resource "
        + "address."),
    Field(
      "reason", \.reason, .word("a reason"), isRequired: true, "Why, for the reader of a report."),
  ]
}
