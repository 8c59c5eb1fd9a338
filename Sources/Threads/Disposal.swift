import Glibc

/// Taking apart what nobody needs any more.
package enum Disposal {
  /// Gives a large value up on a thread of its own, whose end nobody waits for; where the system
  /// refuses one, here.
  package static func release(_ value: consuming some Sendable) {
    let box = Unmanaged.passRetained(Box(value))
    var thread = pthread_t()
    if pthread_create(&thread, nil, Box.release, box.toOpaque()) == 0 {
      pthread_detach(thread)
    } else {
      box.release()
    }
  }

  /// What pthread_create(3) can carry.
  private final class Box {
    private let value: any Sendable

    init(_ value: consuming any Sendable) { self.value = value }

    static let release: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = {
      if let box = $0 { Unmanaged<Box>.fromOpaque(box).release() }
      return nil
    }
  }
}
