extension Array {
  /// How many elements a condition holds of that holds of the first ones and of none after them.
  @inline(__always)
  func count(leading condition: (Element) -> Bool) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) >> 1
      if condition(self[middle]) { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
