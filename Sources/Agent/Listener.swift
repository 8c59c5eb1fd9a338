import Glibc

/// A listening socket, which hands each connection over.
final class Listener {
  /// Seconds without looking, while the host has nothing left to accept a connection with: poll(2)
  /// would tell of it again and again.
  private static let pause = 0.2

  private let descriptor: Int32
  private let loop: EventLoop
  private let accepted: (Int32) -> Void
  private var rest: TimerQueue.ID?

  /// Takes the descriptor over.
  init(_ descriptor: Int32, on loop: EventLoop, accepted: @escaping (Int32) -> Void) {
    self.descriptor = descriptor
    self.loop = loop
    self.accepted = accepted
    watch()
  }

  func close() {
    if let rest { loop.cancel(rest) }
    rest = nil
    loop.unwatch(descriptor)
    Glibc.close(descriptor)
  }

  private func watch() {
    loop.watch(descriptor, for: POLLIN) { [weak self] _ in self?.accept() }
  }

  private func accept() {
    if let connection = StreamSocket.accept(descriptor) { return accepted(connection) }
    guard [EMFILE, ENFILE, ENOBUFS, ENOMEM].contains(errno) else { return }
    loop.unwatch(descriptor)
    rest = loop.after(Self.pause) { [weak self] in
      self?.rest = nil
      self?.watch()
    }
  }
}
