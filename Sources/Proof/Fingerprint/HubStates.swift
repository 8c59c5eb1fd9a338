/// What a packet can be outside the VPCs: on a transit gateway with a table and a zone, each with a
/// location that has them, or on the internet.
struct HubStates<Bits: AddressBits> {
  private let model: Model<Bits>
  private var numbers: [Int64: Int] = [:]
  private(set) var starts: [Int32] = []
  private var locationsByState: [Int64: Int32] = [:]

  init(_ model: Model<Bits>) {
    self.model = model
    for location in model.locations.hubs..<model.locations.count {
      let key = Self.key(
        model.locations.table[Int(location)], model.locations.zone[Int(location)])
      if locationsByState[key] == nil { locationsByState[key] = location }
    }
  }

  private static func key(_ table: Int32, _ zone: Int32) -> Int64 {
    Int64(table) << 32 | Int64(zone)
  }

  /// What `starts` has for the internet: packets come in by the door of whose they are.
  static var internet: Int32 { -1 }

  mutating func number(table: Int32, zone: Int32) -> Int {
    let key = Self.key(table, zone)
    return number(of: key, start: locationsByState[key] ?? model.locations.hubs)
  }

  mutating func internet() -> Int { number(of: -1, start: Self.internet) }

  private mutating func number(of key: Int64, start: Int32) -> Int {
    if let known = numbers[key] { return known }
    let number = starts.count
    numbers[key] = number
    starts.append(start)
    return number
  }
}
