package import IPAddressing

/// A topology file, or several put together by `include`.
package struct TopologyDeclaration: Construct {
  package var version: Located<Int>?
  package var name: Located<String>?
  package var zones: Located<[Located<String>]>?
  package var mtu = Defaulted(1500)
  package var include: Located<[Located<String>]>?
  package var internet: Located<InternetDeclaration>?
  package var vpcs = NamedMap<VPCDeclaration>()
  package var prefixLists = NamedMap<Located<[Located<Prefix>]>?>()
  package var peerings = NamedMap<PeeringDeclaration>()
  package var transitGateways = NamedMap<TransitGatewayDeclaration>()
  package var inspections: Located<[Located<InspectionDeclaration>]>?
  package var expectations: Located<[Located<ExpectationDeclaration>]>?

  package init() {}

  package static let noun = "a topology"
  package static let documentation =
    "A topology of virtual private clouds, gateway load balancers and what must be inspected."
  package static let fields: [Field<Self>] = [
    Field(
      "bumpwire", \.version, .version, isRequired: true, isTopFileOnly: true,
      example: "bumpwire: 1",
      "The version of the language: `1`."),
    Field(
      "name", \.name, .topologyName, isRequired: true, isTopFileOnly: true,
      example: "name: my-topology",
      "The topology's name. It scopes everything that is made on the host."),
    Field(
      "zones", \.zones, .list(of: .name), isRequired: true, isTopFileOnly: true,
      example: "zones: [a, b]",
      "The availability zones, such as `[a, b]`."),
    Field(
      "mtu", \.mtu, .integer(1280...8500), isTopFileOnly: true,
      "Bytes of the largest packet on every link, GENEVE's headers not counted: AWS's Gateway Load "
        + "Balancer carries 8500."),
    Field(
      "include", \.include, .list(of: .word("a path")),
      "Files whose maps are merged into this one and whose lists are appended; relative to this "
        + "file, and not above the top file's folder."),
    Field(
      "internet", \.internet, .construct(InternetDeclaration.self),
      "The lab's own internet: every address outside all VPCs and attached networks."),
    Field("vpcs", \.vpcs, .named(VPCDeclaration.self), "The virtual private clouds by name."),
    Field(
      "prefix_lists", \.prefixLists, .named(.list(of: .cidr())),
      "Named lists of CIDRs that routes use as destination, as `prefix_list/NAME`."),
    Field(
      "peerings", \.peerings, .named(PeeringDeclaration.self),
      "VPC peering connections by name; routes use them as `peering/NAME`."),
    Field(
      "transit_gateways", \.transitGateways, .named(TransitGatewayDeclaration.self),
      "Transit gateways by name; routes use them as `transit_gateway/NAME`."),
    Field(
      "inspection", \.inspections, .list(of: .construct(InspectionDeclaration.self)),
      "What must be inspected: the intents that validation proves."),
    Field(
      "expect", \.expectations, .list(of: .construct(ExpectationDeclaration.self)),
      "What must hold for chosen flows: `validate` checks it against the model."),
  ]
}
