/// Problems of single keys and values.
extension Explanations {
  static let values: [Explanation] = [
    Explanation(
      "unknown-key", what: "A construct has no such key.",
      why: "A misspelt key that is ignored is a setting that silently is not made.",
      example: "vpcs: { app: { cidr_block: 10.0.0.0/16 } }",
      fix: "Use the key that the message suggests: `cidr`."),
    Explanation(
      "missing-key", what: "A key that a construct requires is not there.",
      why: "There is no default that would be right.", example: "vpcs: { app: {} }",
      fix: "Add the key: `cidr: 10.0.0.0/16`."),
    Explanation(
      "conflicting-keys", what: "Two keys that exclude each other stand side by side.",
      why: "Only one of them could hold.",
      example: "app: { cidr: 10.0.1.0/24, zones: { a: 10.0.1.0/24 } }",
      fix: "Keep one of the two."),
    Explanation(
      "misplaced-key", what: "A key of the top file stands in an included file.",
      why: "`bumpwire`, `name` and `zones` hold for the whole topology.",
      example: "zones: [a, b]   # in an included file",
      fix: "Move it into the top file."),
    Explanation(
      "wrong-type", what: "A value is of another type than its key asks for.",
      why: "A list where a word is meant cannot be guessed.", example: "zones: a",
      fix: "Write what the message asks for: `zones: [a]`."),
    Explanation(
      "invalid-value", what: "A value is of the right type, and none of those that are allowed.",
      why: "The bounds are AWS's.", example: "tcp_idle_timeout: 10s",
      fix: "Use a value within the bounds that the message names."),
    Explanation(
      "ambiguous-word",
      what: "A word without quotes that YAML tools read as a truth value or as nothing.",
      why: "`no` is a word here and `false` elsewhere.", example: "zone: no",
      fix: "Quote it: `zone: \"no\"`."),
    Explanation(
      "invalid-duration", what: "A time is no number with a unit.",
      why: "A bare number could be seconds or milliseconds.", example: "interval: 10",
      fix: "Write `10s`, `5m` or `500ms`."),
    Explanation(
      "invalid-address", what: "An address is no IPv4 or IPv6 address.", why: "Routing needs one.",
      example: "address: 10.0.0.256", fix: "Write four numbers up to 255, or an IPv6 address."),
    Explanation(
      "invalid-cidr", what: "A CIDR is no address and length.", why: "Routing needs one.",
      example: "cidr: 10.0.0.0", fix: "Write `10.0.0.0/16`."),
    Explanation(
      "host-bits", what: "A CIDR has bits set to the right of its length.",
      why: "It may mean the network or a host in it.", example: "cidr: 10.0.1.5/24",
      fix: "Write the canonical form that the message names: `10.0.1.0/24`."),
    Explanation(
      "wrong-family", what: "A CIDR or an address is of the other family than its key asks for.",
      why: "The two families are configured and routed apart.", example: "cidr: 2001:db8::/56",
      fix: "Use `ipv6_cidr` or `ipv6_address` for IPv6."),
    Explanation(
      "invalid-name", what: "A name has other characters than names may have, or is too long.",
      why: "Names become parts of resource addresses and of names in the kernel.",
      example: "name: My Network",
      fix: "Use small letters, digits and `-`, beginning with a letter."),
    Explanation(
      "reserved-name", what: "A name is a word of the grammar of resource addresses.",
      why: "`internet/client` could not be told from a VPC's resource.",
      example: "vpcs: { internet: { cidr: 10.0.0.0/16 } }",
      fix: "Choose another name."),
    Explanation(
      "duplicate-name", what: "Two things of one kind have the same name.",
      why: "A name must mean one thing, in all files of a topology.",
      example: "subnets: { app-a: …, app: { zones: { a: … } } }   # both app-a",
      fix: "Rename one of them."),
    Explanation(
      "invalid-destination", what: "A route's destination is no CIDR, subnet or prefix list.",
      why: "A table looks up addresses.", example: "routes: { app: internet_gateway }",
      fix: "Write a CIDR, `subnet/NAME` or `prefix_list/NAME`."),
    Explanation(
      "invalid-target",
      what: "A route's target is none of the words and kinds that a route may name.",
      why:
        "Packets can be sent to gateways, endpoints, instances, peerings and transit gateways only.",
      example: "routes: { 0.0.0.0/0: load_balancer/web }",
      fix: "Name a target that the message lists."),
  ]
}
