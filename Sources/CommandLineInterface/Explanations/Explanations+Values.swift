/// Problems of single keys and values.
extension Explanations {
  static let values: [Explanation] = [
    Explanation(
      "unknown-key", what: "A construct has no such key.",
      why: "A misspelt key that is ignored is a setting that silently is not made.",
      example: "cidr_block: 10.20.0.0/16",
      fix: "Use the key that the message suggests: `cidr`."),
    Explanation(
      "missing-key", what: "A key that a construct requires is not there.",
      why: "There is no default that would be right.",
      example: "inspect: { subnet: endpoints }   # no service",
      fix: "Add the key: `cidr: 10.0.0.0/16`."),
    Explanation(
      "conflicting-keys", what: "Two keys that exclude each other stand side by side.",
      why: "Only one of them could hold.",
      example:
        "web: { cidr: 10.0.1.0/24, zones: { a: 10.0.1.0/24, b: 10.0.2.0/24 }, route_table: web }",
      fix: "Keep one of the two."),
    Explanation(
      "misplaced-key", what: "A key of the top file stands in an included file.",
      why: "`bumpwire`, `name` and `zones` hold for the whole topology.",
      example: "zones: [a, b]   # in an included file",
      fix: "Move it into the top file."),
    Explanation(
      "wrong-type", what: "A value is of another type than its key asks for.",
      why: "A list where a word is meant cannot be guessed.",
      example: "firewalls: { subnets: inspect, size: 2, appliance: pass_through }",
      fix: "Write what the message asks for: `zones: [a]`."),
    Explanation(
      "invalid-value", what: "A value is of the right type, and none of those that are allowed.",
      why: "The bounds are AWS's.",
      example: "health_check: { path: healthy, interval: 10s, timeout: 5s }",
      fix: "Use a value within the bounds that the message names."),
    Explanation(
      "ambiguous-word",
      what: "A word without quotes that YAML tools read as a truth value or as nothing.",
      why: "`no` is a word here and `false` elsewhere.", example: "zones: [no, se]",
      fix: "Quote it: `zone: \"no\"`."),
    Explanation(
      "invalid-duration", what: "A time is no number with a unit.",
      why: "A bare number could be seconds or milliseconds.", example: "tcp_idle_timeout: 350",
      fix: "Write `10s`, `5m` or `500ms`."),
    Explanation(
      "invalid-address", what: "An address is no IPv4 or IPv6 address.", why: "Routing needs one.",
      example: "public_address: true", fix: "Write four numbers up to 255, or an IPv6 address."),
    Explanation(
      "invalid-cidr", what: "A CIDR is no address and length.", why: "Routing needs one.",
      example: "cidr: 10.20.0.0/255.255.0.0", fix: "Write `10.0.0.0/16`."),
    Explanation(
      "host-bits", what: "A CIDR has bits set to the right of its length.",
      why: "It may mean the network or a host in it.",
      example: "private-1b: { zone: eu-west-1b, cidr: 10.20.11.1/24, route_table: private-1b }",
      fix: "Write the canonical form that the message names: `10.0.1.0/24`."),
    Explanation(
      "wrong-family", what: "A CIDR or an address is of the other family than its key asks for.",
      why: "The two families are configured and routed apart.",
      example: "0.0.0.0/0: egress_only_internet_gateway",
      fix: "Use `ipv6_cidr` or `ipv6_address` for IPv6."),
    Explanation(
      "invalid-name", what: "A name has other characters than names may have, or is too long.",
      why: "Names become parts of resource addresses and of names in the kernel.",
      example: "Web: { subnet: web }",
      fix: "Use small letters, digits and `-`, beginning with a letter."),
    Explanation(
      "reserved-name", what: "A name is a word of the grammar of resource addresses.",
      why: "`internet/client` could not be told from a VPC's resource.",
      example: "internet:   # a VPC",
      fix: "Choose another name."),
    Explanation(
      "duplicate-name", what: "Two things of one kind have the same name.",
      why: "A name must mean one thing, in all files of a topology.",
      example:
        "web: { zones: { a: 10.0.1.0/24, b: 10.0.2.0/24 }, route_table: web }\nweb-a: { zone: a, cidr: 10.0.5.0/24 }",
      fix: "Rename one of them."),
    Explanation(
      "invalid-destination", what: "A route's destination is no CIDR, subnet or prefix list.",
      why: "A table looks up addresses.", example: "default: nat_gateway/nat-1a",
      fix: "Write a CIDR, `subnet/NAME` or `prefix_list/NAME`."),
    Explanation(
      "invalid-target",
      what: "A route's target is none of the words and kinds that a route may name.",
      why:
        "Packets can be sent to gateways, endpoints, instances, peerings and transit gateways only.",
      example: "0.0.0.0/0: igw",
      fix: "Name a target that the message lists."),
  ]
}
