import Diagnostics
package import IPAddressing
import YAMLSyntax

/// One zone of a zonal subnet.
package struct ZoneCIDRs: Construct {
  package var cidr: Located<Prefix>?
  package var ipv6CIDR: Located<Prefix>?

  package init() {}

  package static let noun = "a zone's CIDRs"
  package static let documentation = "The addresses of one zone's subnet."
  package static let fields: [Field<Self>] = [
    Field("cidr", \.cidr, .cidr(.ipv4), "The IPv4 addresses."),
    Field("ipv6_cidr", \.ipv6CIDR, .cidr(.ipv6), "The IPv6 addresses."),
  ]
  package static let rules: [KeyRule] = [.atLeastOne(["cidr", "ipv6_cidr"])]
}

extension ValueType where Value == NamedMap<ZoneCIDRs> {
  /// `{ a: CIDR, … }` or `{ a: { cidr, ipv6_cidr }, … }`.
  package static let zoneCIDRs = ValueType(
    noun: "a map from zones, each to a CIDR or to `cidr` and `ipv6_cidr`",
    schema: {
      [
        "type": "object", "minProperties": 1, "propertyNames": ["$ref": "#/$defs/Name"],
        "additionalProperties": [
          "anyOf": [CIDRSchema.schema(nil), ["$ref": "#/$defs/ZoneCIDRs"]]
        ],
      ]
    },
    construct: AnyConstruct(ZoneCIDRs.self),
    decode: { node, decoder in
      if decoder.tree.kind(of: node) == .mapping, decoder.tree.entries(of: node).isEmpty {
        decoder.refuse(node, .invalidValue, "`zones` is empty: expected a CIDR a zone")
        return nil
      }
      return decoder.namedEntries(node, of: "a CIDR") { value, decoder in
        if decoder.tree.kind(of: value) == .mapping {
          return decoder.construct(ZoneCIDRs.self, value) ?? ZoneCIDRs()
        }
        var cidrs = ZoneCIDRs()
        guard let prefix = ValueType<Prefix>.cidr().decode(value, &decoder) else { return cidrs }
        let located = Located(prefix, at: decoder.tree.range(of: value))
        if prefix.family == .ipv4 { cidrs.cidr = located } else { cidrs.ipv6CIDR = located }
        return cidrs
      }
    })
}
