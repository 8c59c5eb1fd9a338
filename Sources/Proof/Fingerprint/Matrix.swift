/// A 2 by 2 matrix over the prime field.
struct Matrix: Hashable, Sendable {
  var a: UInt64
  var b: UInt64
  var c: UInt64
  var d: UInt64

  static let zero = Matrix(a: 0, b: 0, c: 0, d: 0)
  static let identity = Matrix(a: 1, b: 0, c: 0, d: 1)

  /// The symmetric matrix that stands for a stateful point: the product of a path's, transposed, is
  /// that of the reversed path, and of no other but by chance (Schwartz and Zippel).
  init(point: Int32) {
    let seed = UInt64(UInt32(bitPattern: point)) << 2
    a = PrimeField.random(seed)
    b = PrimeField.random(seed + 1)
    c = b
    d = PrimeField.random(seed + 2)
  }

  init(a: UInt64, b: UInt64, c: UInt64, d: UInt64) {
    (self.a, self.b, self.c, self.d) = (a, b, c, d)
  }

  var transposed: Matrix { Matrix(a: a, b: c, c: b, d: d) }

  static func + (left: Matrix, right: Matrix) -> Matrix {
    Matrix(
      a: PrimeField.add(left.a, right.a), b: PrimeField.add(left.b, right.b),
      c: PrimeField.add(left.c, right.c), d: PrimeField.add(left.d, right.d))
  }

  static func - (left: Matrix, right: Matrix) -> Matrix {
    Matrix(
      a: PrimeField.subtract(left.a, right.a), b: PrimeField.subtract(left.b, right.b),
      c: PrimeField.subtract(left.c, right.c), d: PrimeField.subtract(left.d, right.d))
  }

  static func * (left: Matrix, right: Matrix) -> Matrix {
    func row(_ x: UInt64, _ y: UInt64, _ p: UInt64, _ q: UInt64) -> UInt64 {
      PrimeField.add(PrimeField.multiply(x, p), PrimeField.multiply(y, q))
    }
    return Matrix(
      a: row(left.a, left.b, right.a, right.c), b: row(left.a, left.b, right.b, right.d),
      c: row(left.c, left.d, right.a, right.c), d: row(left.c, left.d, right.b, right.d))
  }

  static func * (left: UInt64, right: Matrix) -> Matrix {
    Matrix(
      a: PrimeField.multiply(left, right.a), b: PrimeField.multiply(left, right.b),
      c: PrimeField.multiply(left, right.c), d: PrimeField.multiply(left, right.d))
  }
}
