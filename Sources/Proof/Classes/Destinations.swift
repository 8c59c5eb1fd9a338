/// Every stretch of addresses that some flow or reply is addressed to, in order of address.
struct Destinations<Bits: AddressBits>: Sendable {
  struct Destination: Sendable {
    var first: Bits
    /// Whose it is.
    var vpc: Int32
    /// What has it, as `Directory` numbers ends; NAT gateways are after them.
    var owner: Int32
  }

  private(set) var all: [Destination]
  /// By owner: where its own are, in `all`.
  private(set) var places: [[Int32]]

  init(_ destinations: [Destination], owners: Int) {
    all = destinations.sorted { ($0.first, $0.owner) < ($1.first, $1.owner) }
    places = [[Int32]](repeating: [], count: owners)
    for (index, destination) in all.enumerated() {
      places[Int(destination.owner)].append(Int32(index))
    }
  }

  var count: Int { all.count }

  /// How many lie before an address.
  func count(before address: Bits) -> Int { all.count(leading: { $0.first < address }) }
}
