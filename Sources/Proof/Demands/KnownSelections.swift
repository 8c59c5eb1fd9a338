import Synchronization
import Topology

/// Large selections that several demands share, put in groups once.
final class KnownSelections<Bits: AddressBits>: Sendable {
  private let known = Mutex<[String: DemandSelection<Bits>]>([:])

  /// Fewer ends than this are quicker put in groups than looked up.
  private static var large: Int { 64 }

  func selection(
    _ selector: FlowSelector, _ directory: DemandDirectory<Bits>, except ranges: [ClosedRange<Bits>]
  ) -> DemandSelection<Bits> {
    if selector.ends.count < Self.large || !ranges.isEmpty {
      return DemandSelection(selector.ends, directory, except: ranges)
    }
    return known.withLock { known in
      if let selection = known[selector.text] { return selection }
      let selection = DemandSelection(selector.ends, directory, except: ranges)
      known[selector.text] = selection
      return selection
    }
  }
}
