/// A key or a value of a BPF map: a fixed number of bytes, laid out as in the C headers.
protocol MapBytes: Sendable {
  static var byteCount: Int { get }
  init(reading bytes: inout ByteReader)
  func write(to bytes: inout ByteWriter)
}

extension MapBytes {
  var mapBytes: [UInt8] {
    var writer = ByteWriter()
    write(to: &writer)
    precondition(writer.bytes.count == Self.byteCount, "\(Self.self) has another size in C")
    return writer.bytes
  }

  init(mapBytes: some Collection<UInt8>) {
    var reader = ByteReader(mapBytes)
    self.init(reading: &reader)
  }
}

extension UInt32: MapBytes {
  static var byteCount: Int { 4 }
  init(reading bytes: inout ByteReader) { self = bytes.native() }
  func write(to bytes: inout ByteWriter) { bytes.native(self) }
}

extension UInt64: MapBytes {
  static var byteCount: Int { 8 }
  init(reading bytes: inout ByteReader) { self = bytes.native() }
  func write(to bytes: inout ByteWriter) { bytes.native(self) }
}
