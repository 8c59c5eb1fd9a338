import Glibc

extension NamespaceConnection {
  /// Makes filters run a program, their qdiscs too where they are missing.
  ///
  /// - Parameter program: The program's descriptor.
  package func attach(_ program: Int32, to filters: [IngressFilter]) throws(NetlinkError) {
    let requests = filters.flatMap { filter -> [any NetlinkRequest] in
      [CreateClassifier(filter: filter), AttachProgram(filter: filter, program: program)]
    }
    for case .failure(let error) in execute(requests) { throw error }
  }

  /// The ids of the programs that filters run, in their order; nil for one that is not there, nor
  /// perhaps its link.
  package func programs(of filters: [IngressFilter]) throws(NetlinkError) -> [UInt32?] {
    var programs = [UInt32?](repeating: nil, count: filters.count)
    let outcomes = transact(filters.map(FilterRequest.init), channel: .route) {
      programs[$0] = FilterRequest.decode($1)
    }
    let absent: Set<Int32> = [ENOENT, EINVAL, ENODEV]
    for case .failure(let error) in outcomes where !absent.contains(error.code) { throw error }
    return programs
  }
}
