/// The words that `trace` begins a flow with.
extension Explanations {
  static let verdicts: [Explanation] = [
    Explanation(
      "symmetric",
      what: "The request arrives, and the reply comes back past the same points in reverse.",
      why: "Each firewall on the way sees both directions, or there is none in either.",
      example: "symmetric: inspected by `app/gwlb_endpoint/inspect-a`, both ways",
      fix: "Nothing is to be done."),
    Explanation(
      "asymmetric", what: "The routes lead request and reply past different points.",
      why:
        "A Gateway Load Balancer drops TCP of a flow whose first packet it never saw; a firewall that sees one direction of a connection drops it, or inspects half of it.",
      example: "asymmetric: az-mismatch: …",
      fix: "`bumpwire validate` shows the route at fault; `explain` knows the id after the word."),
    Explanation(
      "request-lost", what: "The request does not arrive.",
      why:
        "A fault only if the two should talk: routes that connect nobody are no finding by themselves.",
      example: "request-lost: the request is lost at `app/subnet/db`: …",
      fix: "The last hop shown says where, and which route or missing route decided."),
    Explanation(
      "reply-lost", what: "The request arrives, and the reply does not come back.",
      why: "Every connection times out; `validate` reports it.",
      example: "reply-lost: the reply is lost at `app/subnet/web-a`: …",
      fix: "Add the way back to the table of the last hop shown."),
    Explanation(
      "no-public-address",
      what:
        "The flow cannot even begin: the destination has no public address, or is itself on the internet.",
      why:
        "From the internet a host is reached by its public address only. A subnet stands for a host in it that has one.",
      example: "--from internet/client --to app/instance/db",
      fix: "Give the host a `public_address`, or trace to the load balancer in front of it."),
  ]
}
