import Configuration
import Diagnostics
import IPAddressing

/// A public address and what asks for it.
struct PublicAddressClaim: Sendable {
  var address: Located<IPAddress>
  /// A resource address.
  var owner: String
}

extension Resolver {
  /// Takes a public address for one owner.
  mutating func claimPublic(_ address: Located<IPAddress>, for owner: String) {
    publicAddresses.append(PublicAddressClaim(address: address, owner: owner))
  }

  /// Says which public addresses are used twice, or are no public ones; in the order of the text.
  mutating func checkPublicAddresses() {
    var owners: [IPAddress: PublicAddressClaim] = [:]
    let homes = Dictionary(
      topology.vpcs.flatMap { vpc in vpc.ipv4.map { ($0, vpc.name) } },
      uniquingKeysWith: { first, _ in first })
    let lengths = Set(homes.keys.map(\.length)).sorted()
    for claim in publicAddresses.sorted(by: { $0.address.range < $1.address.range }) {
      let address = claim.address.value
      guard let first = owners[address] else {
        owners[address] = claim
        let home = lengths.lazy.compactMap { homes[Prefix(address, length: $0)] }.first
        checkPlace(claim, in: home)
        continue
      }
      // One written address of a zonal thing is refused where it is declared.
      guard first.address.range != claim.address.range else { continue }
      refuse(
        .duplicatePublicAddress, "\(address) already belongs to `\(first.owner)`",
        at: claim.address.range,
        notes: [.init("it is first used here", at: first.address.range)],
        help: "choose another public address")
    }
  }

  /// - Parameter home: the VPC that has the address as a private one.
  private mutating func checkPlace(_ claim: PublicAddressClaim, in home: String?) {
    let address = claim.address.value
    if topology.internet.ipv4.contains(address) {
      refuse(
        .invalidPublicAddress,
        "\(address) is in \(topology.internet.ipv4), where the lab's internet hosts live",
        at: claim.address.range, help: "choose one outside `internet.cidr`, such as 203.0.113.10")
    } else if let home {
      refuse(
        .invalidPublicAddress, "\(address) is a private address of the VPC `\(home)`",
        at: claim.address.range, help: "choose one outside every VPC, such as 203.0.113.10")
    }
  }
}
