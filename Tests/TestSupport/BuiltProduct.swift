import Glibc

/// The products that were built with the tests.
package enum BuiltProduct {
  /// The absolute path of `bumpwire`, beside the running test program.
  package static var bumpwire: String {
    var path = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = readlink("/proc/self/exe", &path, path.count)
    let text = String(decoding: path.prefix(max(0, count)).map(UInt8.init), as: UTF8.self)
    return text.split(separator: "/").dropLast().reduce("") { "\($0)/\($1)" } + "/bumpwire"
  }
}
