import Testing
import Threads

@Suite("Pipelines")
struct PipelineTests {
  @Test("values are taken in the order in which they are made", arguments: [1, 2, 8])
  func order(ahead: Int) {
    var made = 0
    var taken: [Int] = []
    Pipeline.run(ahead: ahead) { _ in
      made += 1
      return made <= 1000 ? made : nil
    } take: { value in
      taken.append(value)
      return true
    }
    #expect(taken == Array(1...1000))
  }

  @Test("nothing made is nothing taken")
  func empty() {
    var taken = 0
    Pipeline.run(
      ahead: 4, make: { _ in nil as Int? },
      take: {
        taken += $0 > 0 ? 1 : 0; return true
      })
    #expect(taken == 0)
  }

  @Test("once a value is the last wanted, no more than may wait are made", arguments: [1, 4])
  func ending(ahead: Int) {
    var made = 0
    var taken = 0
    Pipeline.run(ahead: ahead) { _ -> Int? in
      made += 1
      return made
    } take: { value in
      taken = value
      return value < 10
    }
    #expect(taken == 10)
    #expect(made <= 10 + ahead + 1)
  }

  @Test("several makers' values are taken in order too, all of them", arguments: [1, 3, 20])
  func makers(ahead: Int) {
    var taken: [Int] = []
    Pipeline.run(makers: 4, ahead: ahead) { index in
      index < 1000 ? index : nil
    } take: { value in
      taken.append(value)
      return true
    }
    #expect(taken == Array(0..<1000))
  }

  @Test("several makers end when no more is wanted", arguments: [1, 5])
  func makersEnd(ahead: Int) {
    var taken = 0
    Pipeline.run(makers: 4, ahead: ahead, make: { $0 }) { value in
      taken = value
      return value < 10
    }
    #expect(taken == 10)
  }
}
