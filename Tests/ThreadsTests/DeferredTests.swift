import Synchronization
import Testing
import Threads

@Suite("Deferred values")
struct DeferredTests {
  @Test("a value is worked out once, however often it is asked for")
  func once() {
    let calls = Atomic(0)
    let deferred = Deferred { calls.add(1, ordering: .relaxed).newValue }
    #expect([deferred.value, deferred.value] == [1, 1])
    #expect(calls.load(ordering: .relaxed) == 1)
  }

  @Test("one may wait for another")
  func nested() {
    let first = Deferred { (0..<1000).reduce(0, +) }
    let second = Deferred { first.value * 2 }
    #expect(second.value == 999_000)
  }
}
