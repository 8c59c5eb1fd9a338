import Configuration
import Diagnostics

extension Resolver {
  /// Decides for each subnet whether workloads may live there.
  mutating func resolveHosts() {
    for index in topology.subnets.indices {
      let content = contents[index]
      topology.subnets[index].hosts =
        content.hosts?.value ?? (content.instance != nil || !content.hasInfrastructure)
      guard let hosts = content.hosts, !hosts.value, let instance = content.instance else {
        continue
      }
      refuse(
        .instanceWithoutHosts,
        "an instance is in the subnet `\(topology.subnets[index].name)`, which says `hosts: false`",
        at: instance, notes: [.init("`hosts: false` is written here", at: hosts.range)],
        help: "take `hosts: false` out, or move the instance")
    }
  }
}
