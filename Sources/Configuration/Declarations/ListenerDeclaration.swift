/// One of a load balancer's `listeners`.
package struct ListenerDeclaration: Construct {
  package enum `Protocol`: String, Hashable, Sendable, CaseIterable { case http, https }

  package var port: Located<Int>?
  package var `protocol`: Located<`Protocol`>?
  package var targetGroup: Located<String>?

  package init() {}

  package static let noun = "a listener"
  package static let documentation = "A port of an application load balancer."
  package static let fields: [Field<Self>] = [
    Field("port", \.port, .integer(1...65535), isRequired: true, "The port."),
    Field("protocol", \.protocol, .choice(), isRequired: true, "What is spoken on the port."),
    Field(
      "target_group", \.targetGroup, .reference("the name of a target group"), isRequired: true,
      "Where requests go."),
  ]
}
