import Testing

@testable import Topology

@Suite("Things are found again in another topology")
struct CorrespondenceTests {
  @Test("by name first, by place where the name is gone, and never two by one")
  func matching() {
    var matching = Matching<Zone>(["a", "b", "c", "d"], ["b", "x", "y", "z"])
    matching.join(oldBy: { [1, 2, 3, 3][$0] }, newBy: { [2, 1, 3, 4][$0] })
    #expect(matching.newOfOld == [1, 0, -1, -1])
    #expect(matching.oldOfNew == [1, 0, -1, -1])
    #expect(matching.joint(new: 1) == 0)
    #expect(matching.joint(new: 3) == 7)
  }
}
