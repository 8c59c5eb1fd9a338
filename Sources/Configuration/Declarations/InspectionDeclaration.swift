/// One of `inspection`.
package struct InspectionDeclaration: Construct {
  package var name: Located<String>?
  package var between: Located<[Located<String>]>?
  package var from: Located<String>?
  package var to: Located<String>?
  package var through: Located<[Located<String>]>?
  package var except: Located<[Located<ExceptionDeclaration>]>?

  package init() {}

  package static let noun = "an inspection intent"
  package static let documentation =
    "An intent: every flow between two selections passes the given Gateway Load Balancers, both ways."
  package static let fields: [Field<Self>] = [
    Field("name", \.name, .name, isRequired: true, "What findings call it."),
    Field(
      "between", \.between, .pair(of: .reference("a resource address")),
      example: "between: [internet, app]",
      "Two ends: flows opened from either side. An end is a resource address such as "
        + "`app/load_balancer/web`, `app` or `internet`; `*` globs."),
    Field(
      "from", \.from, .reference("a resource address"), example: "from: app",
      "The end that opens the flows."),
    Field(
      "to", \.to, .reference("a resource address"), "The end that flows are opened to."),
    Field(
      "through", \.through, .oneOrMore(of: .reference("a Gateway Load Balancer, as `VPC/NAME`")),
      isRequired: true,
      "A Gateway Load Balancer, or a list for a chain, in the order from the first end to the "
        + "second."),
    Field(
      "except", \.except, .list(of: .construct(ExceptionDeclaration.self)),
      "Declared bypasses."),
  ]
  package static let rules: [KeyRule] = [
    .exactlyOne(["between", "from"]), .excludes("between", ["to"]), .requires("from", "to"),
  ]
}
