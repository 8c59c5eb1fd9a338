import Glibc

/// Everything in an open file, wherever its writer has come to.
package func fileText(of descriptor: Int32) -> String {
  var status = stat()
  guard fstat(descriptor, &status) == 0 else { return "" }
  var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
  let count = pread(descriptor, &bytes, bytes.count, 0)
  return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
}

/// Strings as `execve` takes them, ended by a null pointer.
package func withCStrings<Result>(
  _ strings: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
) -> Result {
  let copies = strings.map { strdup($0) }
  defer { copies.forEach { free($0) } }
  return body(copies + [nil])
}
