import Testing
import Topology

@testable import Proof

@Suite("Fingerprints")
struct FingerprintTests {
  @Test("products of symmetric matrices are transposed when a way is reversed")
  func reversal() {
    let way: [Int32] = [3, 1, 4, 1, 5]
    let product = way.reduce(Matrix.identity) { $0 * Matrix(point: $1) }
    let reversed = way.reversed().reduce(Matrix.identity) { $0 * Matrix(point: $1) }
    #expect(product.transposed == reversed)
    #expect(product != reversed)
    #expect(Matrix(point: 1) * Matrix(point: 2) != Matrix(point: 2) * Matrix(point: 1))
  }

  @Test("flag no host that the proof does not, and many that it does", arguments: 0..<4)
  func agreement(batch: Int) {
    #expect(flagged(batch, as: UInt32.self) > 5)
    #expect(flagged(batch, as: UInt128.self) > 5)
  }

  private func flagged<Bits: AddressBits>(_ batch: Int, as: Bits.Type) -> Int {
    var flagged = 0
    for seed in 0..<100 {
      let topology = RandomTopology.make(seed: UInt64(9_000_000 + batch * 1000 + seed))
      let model = Model<Bits>(topology, LocationSpace(topology))
      var survey = Survey(topology, Population(topology, model))
      let classes = EndClasses(&survey)
      let pairs = ClassPairs(survey.directory, survey.neighbourhood, classes)
      let found = Fingerprint(survey).unmirrored
      flagged += found.count
      #expect(found.filter { !pairs.isUnmirrored(Int($0)) } == [], "seed \(batch) \(seed)")
    }
    return flagged
  }
}
