/// Sums of all matrices before a place, while matrices are added at any place (Fenwick, 1994).
struct RunningSums {
  private var tree: [Matrix]

  init(count: Int) { tree = [Matrix](repeating: .zero, count: count + 1) }

  mutating func add(_ matrix: Matrix, at place: Int) {
    var index = place + 1
    while index < tree.count {
      tree[index] = tree[index] + matrix
      index += index & -index
    }
  }

  func sum(before place: Int) -> Matrix {
    var index = place
    var sum = Matrix.zero
    while index > 0 {
      sum = sum + tree[index]
      index -= index & -index
    }
    return sum
  }

  func sum(of places: Range<Int32>) -> Matrix {
    sum(before: Int(places.upperBound)) - sum(before: Int(places.lowerBound))
  }
}
