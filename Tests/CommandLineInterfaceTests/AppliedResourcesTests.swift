import Testing

@testable import CommandLineInterface

@Suite("Names of what is applied")
struct AppliedResourcesTests {
  private let names: Set = [
    "app/gwlb_endpoint/inspect-a", "app/gwlb_endpoint/inspect-b", "blue/gwlb_endpoint/inspect-a",
    "security/appliance_group/firewalls[0]", "security/appliance_group/firewalls[1]",
    "security/appliance_group/firewalls-old[0]",
  ]

  @Test(
    "an address means itself, its last parts and patterns all that they fit, a group its members",
    arguments: [
      ("app/gwlb_endpoint/inspect-b", ["app/gwlb_endpoint/inspect-b"]),
      ("inspect-b", ["app/gwlb_endpoint/inspect-b"]),
      ("inspect-a", ["app/gwlb_endpoint/inspect-a", "blue/gwlb_endpoint/inspect-a"]),
      ("app/*", ["app/gwlb_endpoint/inspect-a", "app/gwlb_endpoint/inspect-b"]),
      ("*-b", ["app/gwlb_endpoint/inspect-b"]),
      ("b*e*-a", ["blue/gwlb_endpoint/inspect-a"]),
      ("firewalls[1]", ["security/appliance_group/firewalls[1]"]),
      (
        "firewalls",
        ["security/appliance_group/firewalls[0]", "security/appliance_group/firewalls[1]"]
      ),
      (
        "security/appliance_group/firewalls",
        ["security/appliance_group/firewalls[0]", "security/appliance_group/firewalls[1]"]
      ),
      ("security/appliance_group/firewalls-old", ["security/appliance_group/firewalls-old[0]"]),
      ("nspect-a", []), ("app", []), ("", []), ("[0]", []),
    ])
  func matches(_ text: String, _ expected: [String]) {
    #expect(AppliedResources.matches(text, among: names).sorted() == expected)
  }

  @Test(
    "a name that is not there is answered with what may have been meant",
    arguments: [
      ("app/gwlb_endpoint/inspect_b", "did you mean `app/gwlb_endpoint/inspect-b`?"),
      ("inspekt-b", "did you mean `app/gwlb_endpoint/inspect-b`?"),
      ("something-else", "there are `app/gwlb_endpoint/inspect-a`, "),
    ])
  func suggestions(_ text: String, _ help: String) throws {
    let failure = try #require(throws: CommandFailure.self) {
      try AppliedResources.require(text, among: names, "endpoint", option: "")
    }
    #expect(failure.status == .usage)
    #expect(failure.help?.hasPrefix(help) == true, "\(failure.help ?? "")")
  }

  @Test("a pattern of many stars is matched in time that grows with its length only")
  func hostilePattern() {
    let name = String(repeating: "a", count: 4000)
    let pattern = String(repeating: "a*", count: 200) + "b"
    #expect(AppliedResources.matches(pattern, among: [name]).isEmpty)
  }
}
