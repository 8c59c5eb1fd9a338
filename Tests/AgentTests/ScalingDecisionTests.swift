import HostState
import RunDirectory
import Testing

@testable import Agent

@Suite("How many appliances a load needs")
struct ScalingDecisionTests {
  private static func policy(
    minimum: Int = 1, maximum: Int = 10, cooldown: Double = 60
  ) -> GatewayLoadBalancerDataPlane.Scaling {
    .init(
      group: "g", metric: .activeFlows, target: 100, cooldown: cooldown, minimum: minimum,
      desired: 2, maximum: maximum)
  }

  /// The sizes over time: a load at each time.
  private static func sizes(
    from size: Int, _ loads: [(time: Double, load: Double)],
    by policy: GatewayLoadBalancerDataPlane.Scaling = policy()
  ) -> [Int] {
    var tracking = TargetTracking()
    var current = size
    return loads.map { time, load in
      current = tracking.size(
        for: load, of: Array(repeating: true, count: current), by: policy,
        at: MonotonicTime(seconds: time))
      return current
    }
  }

  @Test("More, at once and as many as it takes, when the target is passed")
  func out() {
    #expect(Self.sizes(from: 2, [(0, 200)]) == [2])
    #expect(Self.sizes(from: 2, [(0, 201)]) == [3])
    #expect(Self.sizes(from: 2, [(0, 750)]) == [8])
  }

  @Test("Not twice within a cooldown")
  func cooldown() {
    #expect(Self.sizes(from: 2, [(0, 250), (30, 500), (60, 500)]) == [3, 3, 5])
  }

  @Test("Fewer only when a whole cooldown has needed fewer, and no fewer than its busiest moment")
  func fewer() {
    #expect(
      Self.sizes(from: 8, [(0, 100), (30, 300), (59, 100), (60, 100)]) == [8, 8, 8, 4],
      "300 flows are 90 of 100 each at 4")
    #expect(Self.sizes(from: 8, [(0, 100), (30, 790), (60, 100), (89, 100)]) == [8, 8, 8, 8])
  }

  @Test("What fits only just takes no appliance away, or the next flow would bring it back")
  func margin() {
    #expect(Self.sizes(from: 3, [(0, 199), (60, 199), (120, 199)]) == [3, 3, 3])
    #expect(Self.sizes(from: 3, [(0, 180), (60, 180)]) == [3, 2])
  }

  @Test("Within min and max, and never without an appliance, which no load would bring back")
  func limits() {
    #expect(Self.sizes(from: 2, [(0, 1e30)], by: Self.policy(maximum: 4)) == [4])
    #expect(
      Self.sizes(from: 3, [(0, 0), (60, 0)], by: Self.policy(minimum: 2)) == [3, 2])
    #expect(Self.sizes(from: 3, [(0, 0), (60, 0)], by: Self.policy(minimum: 0)) == [3, 1])
  }

  @Test("An earlier agent's change counts")
  func succession() {
    var tracking = TargetTracking(lastChange: MonotonicTime(seconds: 100))
    func size(_ seconds: Double) -> Int {
      tracking.size(
        for: 900, of: [true, true], by: Self.policy(), at: MonotonicTime(seconds: seconds))
    }
    #expect(size(159) == 2)
    #expect(size(160) == 9)
  }

  @Test(
    "Dead appliances count for nothing: more come in their place, and none that serves goes for one",
    arguments: [
      (200, [false, true], 3), (200, [false, false, true], 4), (90, [true, false, false], 1),
      (50, [false, true, true], 2), (50, [false, false, true], 3), (0, [false, true], 2),
    ])
  func dead(_ load: Double, _ serving: [Bool], _ expected: Int) {
    var tracking = TargetTracking()
    let policy = Self.policy(cooldown: 0)
    #expect(tracking.size(for: load, of: serving, by: policy, at: .now) == expected)
  }
}
