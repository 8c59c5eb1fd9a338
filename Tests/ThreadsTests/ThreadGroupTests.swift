import Synchronization
import Testing
import Threads

@Suite("Threads for one piece of work")
struct ThreadGroupTests {
  @Test("each runs the work once, and all have ended when the call returns")
  func group() {
    let runs = Atomic<Int>(0)
    let code = ThreadGroup.run(on: 3) { runs.add(1, ordering: .relaxed) }
    #expect(code == 0)
    #expect(runs.load(ordering: .relaxed) == 3)
  }

  @Test("what runs meanwhile is told how many there are")
  func meanwhile() {
    var told = 0
    ThreadGroup.run(on: 2, {}, meanwhile: { told = $0 })
    #expect(told == 2)
  }
}
