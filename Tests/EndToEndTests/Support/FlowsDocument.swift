/// What `flows --format json` prints, as far as tests read it.
struct FlowsDocument: Decodable {
  struct Flow: Decodable, Equatable {
    var sourceAddress: String
    var sourcePort: Int
    var destinationAddress: String
    var destinationPort: Int
    var endpoint: String
    var appliance: String
    var isApplianceGone: Bool
    /// What the appliance saw of each direction, in words.
    var forward: String
    var backward: String

    /// Both directions were given to the appliance and came back from it.
    var isInspectedBothWays: Bool {
      forward == "inspected and returned" && backward == "inspected and returned"
    }

    enum CodingKeys: String, CodingKey {
      case endpoint, appliance, forward
      case isApplianceGone = "appliance_gone"
      case backward = "return"
      case sourceAddress = "source_address"
      case sourcePort = "source_port"
      case destinationAddress = "destination_address"
      case destinationPort = "destination_port"
    }
  }

  var flows: [Flow]
}
