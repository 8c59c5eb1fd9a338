/// One of a transit gateway's `attachments`.
package struct TransitGatewayAttachmentDeclaration: Construct {
  package var vpc: Located<String>?
  package var subnets: Located<[Located<String>]>?
  package var routeTable: Located<String>?
  package var propagateTo: Located<[Located<String>]>?
  package var applianceMode = Defaulted(false)

  package init() {}

  package static let noun = "an attachment"
  package static let documentation = "A VPC attachment: one subnet a zone."
  package static let fields: [Field<Self>] = [
    Field("vpc", \.vpc, .reference("the name of a VPC"), isRequired: true, "The VPC."),
    Field(
      "subnets", \.subnets, .list(of: .reference("the name of a subnet")), isRequired: true,
      "The VPC's subnets that it stands in, one a zone; their tables route what comes from the "
        + "transit gateway."),
    Field(
      "route_table", \.routeTable, .reference("the name of a route table"), isRequired: true,
      "The transit gateway's table that packets from this attachment take."),
    Field(
      "propagate_to", \.propagateTo, .list(of: .reference("the name of a route table")),
      "The transit gateway's tables that learn the VPC's CIDRs."),
    Field(
      "appliance_mode", \.applianceMode, .boolean,
      "Whether one zone is chosen for a flow, the same both ways."),
  ]
}
