/// What a thread runs, in the form that pthread_create(3) carries.
final class ThreadBody {
  private let body: () -> Void

  init(_ body: @escaping () -> Void) { self.body = body }

  /// To be given an unretained reference.
  static let entry: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = {
    if let body = $0 { Unmanaged<ThreadBody>.fromOpaque(body).takeUnretainedValue().body() }
    return nil
  }
}
