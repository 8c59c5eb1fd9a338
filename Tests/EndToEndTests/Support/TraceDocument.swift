/// What `trace --format json` prints, as far as tests read it.
struct TraceDocument: Decodable {
  struct Flow: Decodable {
    struct Ends: Decodable {
      var source: String
      var sourceAddress: String
      var destination: String
      /// As the source addresses it.
      var destinationAddress: String

      enum CodingKeys: String, CodingKey {
        case source, destination
        case sourceAddress = "source_address"
        case destinationAddress = "destination_address"
      }
    }

    struct Hop: Decodable {
      /// The resource that holds the packet.
      var at: String
    }

    var flow: Ends
    var outcome: String
    var explanation: String
    var forward: [Hop]
    var backward: [Hop]

    enum CodingKeys: String, CodingKey {
      case flow, outcome, explanation, forward
      case backward = "return"
    }
  }

  var flows: [Flow]
}
