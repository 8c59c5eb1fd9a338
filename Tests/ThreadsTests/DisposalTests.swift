import Dispatch
import Testing
import Threads

@Suite("Disposal")
struct DisposalTests {
  private final class Witness: Sendable {
    let isGone: DispatchSemaphore

    init(_ isGone: DispatchSemaphore) { self.isGone = isGone }

    deinit { isGone.signal() }
  }

  @Test("what is given up goes, though nobody waits for it")
  func release() {
    let isGone = DispatchSemaphore(value: 0)
    Disposal.release((Witness(isGone), [Witness(isGone)]))
    // What stays would be waited for in vain.
    for _ in 0..<2 { #expect(isGone.wait(timeout: .now() + 60) == .success) }
  }
}
