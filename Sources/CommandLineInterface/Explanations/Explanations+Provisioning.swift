/// Problems of standing up a topology on a host.
extension Explanations {
  static let provisioning: [Explanation] = [
    Explanation(
      "not-provisioned", what: "The topology is valid, and this host cannot stand it up in full.",
      why: "It can be verified, not applied.", example: "egress_only_internet_gateway: true",
      fix: "See the message for what is missing."),
    Explanation(
      "firewall-rules-invalid",
      what: "A firewall's rule file holds something else than whole nftables tables.",
      why: "Whole tables are what a plan can compare and replace; anything else would be lost.",
      example: "flush ruleset   # in firewall.nft, outside any table",
      fix: "Write `table inet NAME { chain forward { … } }`, and nothing beside it."),
    Explanation(
      "firewall-rules-refused", what: "nftables itself refuses a firewall's rules.",
      why: "The appliance could not start.",
      example: "tcp dport http-alt acept   # in firewall.nft",
      fix:
        "Correct the rule; `nft --check --file firewall.nft` says the same. Where nobody may make a network namespace, rules are not checked, and a warning says so."
    ),
    Explanation(
      "host-interface-refused",
      what:
        "An `interface` that appliances are to be behind is missing, down, too narrow, the host's own, or taken.",
      why: "Nothing could pass, or somebody else would be cut off: `apply` changes nothing then.",
      example: "appliance: { external: [10.100.1.50], interface: eth0 }   # the host's own uplink",
      fix:
        "Name an interface that is up, has an MTU of 1568 or more, no address of the host's and no other user: no bridge, no other topology, no container."
    ),
    Explanation(
      "capacity-exceeded", what: "The topology needs more of something than one host can have.",
      why: "Numbers of links and tables are bounded in the kernel.",
      example: "a million routes", fix: "Split the topology."),
  ]
}
