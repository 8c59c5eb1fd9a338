import Diagnostics
import HostState
import IPAddressing
import Topology

extension HostBuilder {
  /// Adds the table of a VPC's own routes; again and again is the same as once.
  mutating func addLocalTable(_ vpc: VPC) {
    guard localTables.insert(vpc.id).inserted else { return }
    let table = localTable(vpc.id)
    for cidr in vpc.cidrs {
      addLocalRoutes(of: vpc.id, within: cidr, table: table, resource: vpc.name)
    }
    addLastResort(router(vpc.id), table: table, resource: vpc.name)
  }

  /// What arrives on a link takes the VPC's own routes.
  mutating func addLocalInputRules(
    _ router: NamespaceName, _ link: LinkName, vpc: VPC, source: SourceRange?
  ) {
    for family in AddressFamily.allCases {
      addRule(
        router,
        RuleState(
          family: family, preference: HostConstants.inputRulePreference, inputLink: link,
          action: .lookup(table: localTable(vpc.id))),
        resource: vpc.name, source: source)
    }
  }
}
