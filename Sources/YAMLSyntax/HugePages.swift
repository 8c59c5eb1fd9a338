import Glibc

/// Large stretches of memory that are filled from end to end.
enum HugePages {
  /// Below so many bytes ordinary pages do.
  private static let least = 8 << 20

  /// Asks for huge pages (madvise(2)), which come a hundred times more seldom; where the system has
  /// none, all is as before.
  static func advise(_ memory: UnsafeMutableRawBufferPointer) {
    guard memory.count >= least, let start = memory.baseAddress else { return }
    let page = Int(sysconf(Int32(_SC_PAGESIZE)))
    let first = start.alignedUp(toMultipleOf: page)
    madvise(first, memory.count - page, MADV_HUGEPAGE)
  }
}

extension UnsafeMutableRawPointer {
  fileprivate func alignedUp(toMultipleOf alignment: Int) -> UnsafeMutableRawPointer {
    self + (-Int(bitPattern: self) & (alignment - 1))
  }
}

extension Array {
  /// Reserves room that will be filled.
  ///
  /// What is not filled costs address space alone; growing would copy all again and again.
  mutating func reserveRoom(_ count: Int) {
    reserveCapacity(count)
    withUnsafeMutableBufferPointer { buffer in
      HugePages.advise(
        UnsafeMutableRawBufferPointer(
          start: buffer.baseAddress, count: count * MemoryLayout<Element>.stride))
    }
  }
}
