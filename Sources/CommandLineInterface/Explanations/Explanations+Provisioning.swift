/// Problems of standing up a topology on a host.
extension Explanations {
  static let provisioning: [Explanation] = [
    Explanation(
      "not-provisioned", what: "The topology is valid, and this host cannot stand it up in full.",
      why: "It can be verified, not applied.", example: "appliance: { external: [192.0.2.9] }",
      fix: "See the message for what is missing."),
    Explanation(
      "firewall-rules-missing", what: "A firewall appliance's rules cannot be read.",
      why: "An appliance without rules would let everything pass.",
      example: "appliance: { firewall: { rules: firewall.nft } }",
      fix: "Check the path, relative to the top file's folder."),
    Explanation(
      "firewall-rules-invalid", what: "nftables refuses a firewall appliance's rules.",
      why: "The appliance could not start.",
      example: "tcp dport http-alt acept", fix: "`nft --check --file firewall.nft` shows the place."
    ),
    Explanation(
      "capacity-exceeded", what: "The topology needs more of something than one host can have.",
      why: "Numbers of links and tables are bounded in the kernel.",
      example: "a million routes", fix: "Split the topology."),
  ]
}
