import IPAddressing

extension RouteState: Comparable {
  /// By table, destination and metric, then by text.
  package static func < (left: RouteState, right: RouteState) -> Bool {
    if left.table != right.table { return left.table < right.table }
    if left.destination != right.destination { return left.destination < right.destination }
    if left.metric != right.metric { return left.metric < right.metric }
    return left.action.description < right.action.description
  }
}

extension RouteState.Action: CustomStringConvertible {
  /// As ip-route(8) writes it.
  package var description: String {
    switch self {
    case .link(let link): "dev \(link)"
    case .via(let address, let link, let onLink):
      "via \(address) dev \(link)" + (onLink ? " onlink" : "")
    case .blackhole: "blackhole"
    case .foreign(let object): object.summary
    }
  }

  /// The link that packets leave by.
  package var link: LinkName? {
    switch self {
    case .link(let link), .via(_, let link, _): link
    case .blackhole, .foreign: nil
    }
  }
}

extension RouteState.Action: Codable {
  private enum CodingKeys: String, CodingKey {
    case link, via, blackhole, foreign
    case onLink = "onlink"
  }

  /// `{"blackhole": true}`, `{"link": NAME}`, `{"link": NAME, "via": ADDRESS, "onlink": BOOL}` or
  /// `{"foreign": OBJECT}`.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .blackhole: try container.encode(true, forKey: .blackhole)
    case .foreign(let object): try container.encode(object, forKey: .foreign)
    case .link(let link): try container.encode(link, forKey: .link)
    case .via(let address, let link, let onLink):
      try container.encode(link, forKey: .link)
      try container.encode(address, forKey: .via)
      try container.encode(onLink, forKey: .onLink)
    }
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    if let object = try container.decodeIfPresent(ForeignObject.self, forKey: .foreign) {
      self = .foreign(object)
      return
    }
    guard let link = try container.decodeIfPresent(LinkName.self, forKey: .link) else {
      guard try container.decode(Bool.self, forKey: .blackhole) else {
        throw DecodingError.dataCorruptedError(
          forKey: .blackhole, in: container, debugDescription: "only `true` has a meaning")
      }
      self = .blackhole
      return
    }
    guard let address = try container.decodeIfPresent(IPAddress.self, forKey: .via) else {
      self = .link(link)
      return
    }
    self = .via(address, link, onLink: try container.decode(Bool.self, forKey: .onLink))
  }
}
