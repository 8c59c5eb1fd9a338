/// Problems of files and their YAML.
extension Explanations {
  static let syntax: [Explanation] = [
    Explanation(
      "unreadable-file", what: "A file is missing, is no regular file, or may not be read.",
      why: "Nothing can be said about a topology that cannot be read.",
      example: "include: [networks/hub.yaml]   # which is not there",
      fix: "Check the path and its permissions."),
    Explanation(
      "saved-plan", what: "A plan that `plan --out` wrote was given where a topology is read.",
      why: "A plan says what to do to one host; what it was made from is not in it.",
      example: "bumpwire validate plan.json",
      fix: "Name the topology; `apply` and `show` take plans."),
    Explanation(
      "file-too-large", what: "A file is larger than a topology may be.",
      why: "A bound on input keeps a mistaken path from filling the memory.",
      example: "include: [disk.img]", fix: "Split the topology with `include`."),
    Explanation(
      "invalid-encoding",
      what: "A file is not UTF-8, or holds control characters or hidden line ends.",
      why: "What an editor shows and what is read would differ.",
      example: "name: caf\\xe9        # Latin-1", fix: "Save the file as UTF-8."),
    Explanation(
      "empty-file", what: "A file holds nothing but blanks and comments.",
      why: "Usually the wrong file was named.", example: "# nothing yet",
      fix: "Write at least `bumpwire: 1`, `name: my-topology` and `zones: [a, b]`."),
    Explanation(
      "invalid-syntax", what: "The text is not YAML.",
      why: "The place where the reader gave up is often just after the mistake.",
      example:
        "web: { routes: { 0.0.0.0/0: gwlb_endpoint/inspect@zone, ::/0: gwlb_endpoint/inspect@zone } }",
      fix: "Quote `\"::/0\"` in a flow map; use spaces, not tabs."),
    Explanation(
      "several-documents", what: "A file holds more than one YAML document.",
      why: "Only one could be the topology.", example: "name: one\n---\nname: two",
      fix: "Keep one document a file, and use `include`."),
    Explanation(
      "duplicate-key", what: "The same key stands twice in one map.",
      why: "YAML tools silently keep one of the two; which one, they do not agree on.",
      example: "0.0.0.0/0: nat_gateway/nat-1a\n0.0.0.0/0: internet_gateway",
      fix: "Remove one of them."),
    Explanation(
      "invalid-key", what: "A key is a list or a map instead of a word.",
      why: "The language has words as keys only.",
      example: "[web, app]: { zones: { a: 10.0.1.0/24, b: 10.0.2.0/24 }, route_table: web }",
      fix: "Write the key as a word."),
    Explanation(
      "undefined-alias", what: "An alias names no anchor that was written before it.",
      why: "There is nothing that it could stand for.",
      example: "endpoints: { routes: *out }   # before &out",
      fix: "Write `&defaults` at the value, before its first use."),
    Explanation(
      "invalid-merge", what: "The value of a merge key `<<` is no map and no list of maps.",
      why: "Only maps can be merged.",
      example: "web: { <<: defaults, subnet: web }   # not *defaults",
      fix: "Merge an alias of a map: `<<: *defaults`."),
    Explanation(
      "unsupported-tag", what: "A value carries a YAML tag such as `!Ref`.",
      why: "Tags are another tool's language.",
      example:
        "endpoints: { zones: { a: 10.0.11.0/28, b: 10.0.12.0/28 }, route_table: !Ref EndpointTable }",
      fix: "Write the resource's address."),
    Explanation(
      "excessive-depth", what: "Maps and lists are nested too deeply.",
      why: "A bound on input protects from files made to exhaust the reader.",
      example: "zones: [[[[[[[[[[[[[[[[   # and so on", fix: "Flatten the document."),
    Explanation(
      "excessive-expansion", what: "The file has too many values once its aliases are written out.",
      why: "A few lines of aliases can stand for billions of values.",
      example: "lol7: &lol7 [*lol6, *lol6, *lol6, *lol6, *lol6, *lol6, *lol6, *lol6, *lol6]",
      fix: "Use fewer aliases of aliases."),
    Explanation(
      "unsupported-version", what: "The file is written for another version of the language.",
      why: "Words may have other meanings there.", example: "bumpwire: 2",
      fix: "Write `bumpwire: 1`, or use the tool of that version."),
    Explanation(
      "invalid-include",
      what:
        "An `include` leaves the top file's folder, comes back to a file that is being read, or comes twice.",
      why: "A topology is what is in its folder, each part once.",
      example: "include: [../shared/vpcs.yaml]",
      fix: "Move the file into the folder; take one of the includes out."),
    Explanation(
      "missing-file", what: "A file that the topology names is not there.",
      why: "The appliance or process that needs it could not start.",
      example:
        "firewalls: { subnets: [inspect], size: 2, appliance: { firewall: { rules: rules/firewall.nft } } }",
      fix: "Paths are relative to the file that names them; check the spelling."),
    Explanation(
      "outside-folder", what: "A file that the topology names lies outside the top file's folder.",
      why:
        "Whoever checks a topology would read, and show, any file of the host that it names; a plan would depend on what nobody reviews with it.",
      example:
        "firewalls: { subnets: [inspect], size: 2, appliance: { firewall: { rules: /etc/nftables.conf } } }",
      fix: "Keep rules beside the topology. A link that leads outside is outside, too."),
  ]
}
