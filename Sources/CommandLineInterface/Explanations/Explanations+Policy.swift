/// Findings about what the file itself demands.
extension Explanations {
  static let policy: [Explanation] = [
    Explanation(
      "policy-uninspected",
      what:
        "Flows that an `inspection` line demands to be inspected pass nothing, in both directions alike.",
      why: "Nothing breaks, so that nobody notices: traffic is simply not inspected.",
      example: """
        inspection:
          - { name: web, between: [internet, app/load_balancer/web], through: security/gateway_load_balancer/inspection }
        # while subnet alb has 0.0.0.0/0: internet_gateway
        """,
      fix:
        "Route both directions through an endpoint, or declare the bypass: `except: [{ match: …, reason: … }]`."
    ),
    Explanation(
      "policy-vacuous",
      what: "An `inspection` line selects no flow at all.",
      why: "It looks like a promise and proves nothing; often an end is misspelt or unreachable.",
      example: """
        inspection:
          - { name: db, from: internet, to: app/instance/db, through: … }   # db has no public address
        """,
      fix: "Name ends that flows connect, or remove the line."),
    Explanation(
      "expectation-failed",
      what: "An `expect` line does not hold for some flow that it selects.",
      why: "It says what its author relies on.",
      example: """
        expect:
          - { from: internet/client, to: app/load_balancer/web, path: inspected }
        """,
      fix:
        "Change the routes that the flow takes (`bumpwire trace` shows them), or the expectation."),
  ]
}
