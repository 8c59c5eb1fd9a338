/// One of `expect`.
package struct ExpectationDeclaration: Construct {
  package enum `Protocol`: String, Hashable, Sendable, CaseIterable { case tcp, udp, icmp }

  package enum Path: String, Hashable, Sendable, CaseIterable {
    case inspected, direct, unreachable
  }

  package var from: Located<String>?
  package var to: Located<String>?
  package var `protocol`: Located<`Protocol`>?
  package var port: Located<Int>?
  package var path: Located<Path>?
  package var through: Located<[Located<String>]>?

  package init() {}

  package static let noun = "an expectation"
  package static let documentation =
    "What must hold for all flows, both families and all hash choices that it selects."
  package static let fields: [Field<Self>] = [
    Field(
      "from", \.from, .reference("a resource address"), isRequired: true,
      "The end that opens the flows."),
    Field(
      "to", \.to, .reference("a resource address"), isRequired: true, "The end they are opened to."),
    Field("protocol", \.protocol, .choice(), "Any unless given."),
    Field("port", \.port, .integer(1...65535), "The destination's port; any unless given."),
    Field("path", \.path, .choice(), isRequired: true, "What becomes of the flows."),
    Field(
      "through", \.through, .oneOrMore(of: .reference("a Gateway Load Balancer, as `VPC/NAME`")),
      "The Gateway Load Balancers that inspect them."),
  ]
  package static let rules: [KeyRule] = [.requires("port", "protocol")]
}
