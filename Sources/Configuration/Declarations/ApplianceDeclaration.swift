import Diagnostics
package import IPAddressing
import YAMLSyntax

/// An appliance group's `appliance`.
package struct ApplianceDeclaration: Construct {
  package var firewall: Located<FirewallDeclaration>?
  package var passThrough: Located<PassThroughDeclaration>?
  package var process: Located<[Located<String>]>?
  package var external: Located<[Located<IPAddress>]>?
  package var interface: Located<String>?

  package init() {}

  package static let noun = "an appliance"
  package static let documentation =
    "What the members of an appliance group run; the bare word `pass_through` is accepted."
  package static let fields: [Field<Self>] = [
    Field(
      "firewall", \.firewall, .construct(FirewallDeclaration.self),
      example: "firewall: { rules: FILE.nft }",
      "A stateful firewall behind the built-in GENEVE terminator."),
    Field(
      "pass_through", \.passThrough, .construct(PassThroughDeclaration.self),
      example: "pass_through: {}",
      "Sends every packet back as it came: `{}`."),
    Field(
      "process", \.process, .list(of: .word("an argument")),
      "Third-party software that speaks GENEVE on UDP port 6081 itself, and its arguments."),
    Field(
      "external", \.external, .list(of: .address(.ipv4)),
      "The addresses of real appliances, reached over `interface`."),
    Field(
      "interface", \.interface, .word("the name of a host interface"),
      "The host interface that leads to the `external` appliances."),
  ]
  package static let rules: [KeyRule] = [
    .exactlyOne(["firewall", "pass_through", "process", "external"]),
    .requires("interface", "external"), .requires("external", "interface"),
  ]
}

extension ValueType where Value == ApplianceDeclaration {
  /// A map with one of the kinds, or the bare word `pass_through`.
  package static let appliance = ValueType(
    noun: "`firewall`, `pass_through`, `process` or `external`",
    schema: { ["anyOf": [["const": "pass_through"], ["$ref": "#/$defs/Appliance"]]] },
    construct: AnyConstruct(ApplianceDeclaration.self),
    decode: { node, decoder in
      guard decoder.tree.kind(of: node) == .scalar, !decoder.tree.isNull(node) else {
        return decoder.construct(ApplianceDeclaration.self, node)
      }
      let word = decoder.tree.string(of: node)
      guard word == "pass_through" else {
        decoder.refuse(
          node, .invalidValue, "`\(Excerpt.shortened(word))` is no appliance",
          help: word == "firewall"
            ? "write `{ firewall: { rules: FILE.nft } }`"
            : "write `{ firewall: { rules: FILE.nft } }`, `pass_through`, `{ process: […] }` or "
              + "`{ external: […], interface: … }`")
        return nil
      }
      var appliance = ApplianceDeclaration()
      appliance.passThrough = Located(
        PassThroughDeclaration(), at: decoder.tree.range(of: node))
      return appliance
    })
}
