/// An appliance's `pass_through`.
package struct PassThroughDeclaration: Construct {
  package init() {}

  package static let noun = "a pass-through appliance"
  package static let documentation = "Sends every packet back as it came; it has no keys."
  package static let fields: [Field<Self>] = []
}
