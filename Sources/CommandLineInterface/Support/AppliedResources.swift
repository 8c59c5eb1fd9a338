import Configuration
import HostState
import RunDirectory

/// The endpoints and appliances of an applied topology, by their resource addresses.
struct AppliedResources {
  let endpoints: Set<String>
  /// Of every gateway load balancer's group, those that are being drained included.
  let appliances: Set<String>

  init(_ configuration: AgentConfiguration) {
    let balancers = configuration.gatewayLoadBalancers.values
    endpoints = Set(balancers.flatMap { $0.endpoints.map(\.resource) })
    appliances = Set(balancers.flatMap { $0.targets.map(\.resource) })
  }

  /// What a text means of the names: an address, its last parts (`inspect-a`), a group of appliances
  /// (`security/appliance_group/firewalls`), or a pattern with `*`.
  static func matches(_ text: String, among names: Set<String>) -> Set<String> {
    if names.contains(text) { return [text] }
    return names.filter { name in
      isMatch(name, text) || name.hasSuffix("/\(text)") || isMatch(name, "\(text)[*]")
        || isMatch(name, "*/\(text)[*]")
    }
  }

  /// - Throws: usage, when no name is meant.
  static func require(
    _ text: String, among names: Set<String>, _ noun: String, option: String
  ) throws -> Set<String> {
    let found = matches(text, among: names)
    guard found.isEmpty else { return found }
    throw missing(text, among: names, noun, option: option)
  }

  /// That no name is meant, with those that may have been.
  static func missing(
    _ text: String, among names: Set<String>, _ noun: String, option: String = ""
  ) -> CommandFailure {
    CommandFailure(
      .usage, "\(option)no \(noun) of the applied topology is called `\(text)`",
      help: help(text, names, noun))
  }

  private static func help(_ text: String, _ names: Set<String>, _ noun: String) -> String {
    // A name is often given without its first parts.
    let short = names.compactMap { name in
      name.split(separator: "/").last.map { (String($0), name) }
    }
    let near =
      Spelling.suggestion(for: text, among: names.sorted())
      ?? Spelling.suggestion(for: text, among: short.map(\.0).sorted()).flatMap { meant in
        short.filter { $0.0 == meant }.map(\.1).min()
      }
    if let near { return "did you mean `\(near)`?" }
    guard !names.isEmpty else { return "it has no \(noun)" }
    let shown = names.sorted().prefix(8).map { "`\($0)`" }.joined(separator: ", ")
    return "there are \(shown)\(names.count > 8 ? "…" : "")"
  }

  /// Whether a name is what a pattern says, in which `*` stands for anything.
  private static func isMatch(_ name: String, _ pattern: String) -> Bool {
    let (name, pattern) = (Array(name.utf8), Array(pattern.utf8))
    let star = UInt8(ascii: "*")
    var (place, at) = (0, 0)
    var retry: (place: Int, at: Int)?
    while place < name.count {
      if at < pattern.count, pattern[at] == star {
        retry = (place, at)
        at += 1
      } else if at < pattern.count, pattern[at] == name[place] {
        (place, at) = (place + 1, at + 1)
      } else if let last = retry {
        retry = (last.place + 1, last.at)
        (place, at) = (last.place + 1, last.at + 1)
      } else {
        return false
      }
    }
    return pattern[at...].allSatisfy { $0 == star }
  }
}
