import Configuration
import Diagnostics
import IPAddressing

extension Resolver {
  /// The lab's hosts; the addresses that are not written follow with all others.
  mutating func resolveInternetHosts() {
    guard let internet = declaration.internet?.value else { return }
    for cidr in [internet.cidr, internet.ipv6CIDR] {
      let longest = cidr.value.family.width - 3
      guard let range = cidr.range, cidr.value.length > longest else { continue }
      refuse(
        .invalidSize, "the internet's CIDR is at most a /\(longest): \(cidr.value) is too small",
        at: range)
    }
    for entry in internet.hosts {
      let id = ID<InternetHost>(topology.internet.hosts.count)
      topology.internet.hosts.append(
        InternetHost(
          id: id, name: entry.name,
          ipv4: entry.value.address?.value ?? topology.internet.ipv4.first,
          ipv6: entry.value.ipv6Address?.value,
          process: entry.value.process.flatMap { arguments($0) }, source: entry.range))
    }
  }

  /// Gives the lab's hosts the addresses that they have none of.
  mutating func assignInternetAddresses() {
    guard let internet = declaration.internet?.value else { return }
    for (cidr, path) in [
      (topology.internet.ipv4, \InternetHostDeclaration.address),
      (topology.internet.ipv6, \InternetHostDeclaration.ipv6Address),
    ] {
      // The network, the gateway and the broadcast address.
      var pool = AddressPool(cidr, reservedAtStart: 2)
      for entry in internet.hosts {
        guard let address = entry.value[keyPath: path] else { continue }
        claim(address, "internet/\(entry.name)", &pool, "the internet's CIDR \(cidr)")
      }
      let keys = internet.hosts.map { key("internet/\($0.name)", cidr.family) }
      keepPriors(keys, &pool)
      for (index, entry) in internet.hosts.enumerated() where entry.value[keyPath: path] == nil {
        let address = next(keys[index], &pool, full: "the internet's CIDR \(cidr)", at: entry.range)
        guard let address else { continue }
        if cidr.family == .ipv4 {
          topology.internet.hosts[index].ipv4 = address
        } else {
          topology.internet.hosts[index].ipv6 = address
        }
      }
    }
  }
}
