/// An appliance's `firewall`.
package struct FirewallDeclaration: Construct {
  package var rules: Located<String>?

  package init() {}

  package static let noun = "a firewall"
  package static let documentation =
    "Stateful nftables rules between the legs of the built-in GENEVE terminator."
  package static let fields: [Field<Self>] = [
    Field(
      "rules", \.rules, .word("the path of an nftables file"), isRequired: true,
      "The file with the rules, relative to this one; not outside the top file's folder.")
  ]
}
