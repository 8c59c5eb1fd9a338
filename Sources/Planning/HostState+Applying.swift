package import HostState

extension HostState {
  /// The host after `operations`: the meaning of a plan, without a kernel.
  package func applying(_ operations: some Sequence<Operation>) -> HostState {
    var objects = self.objects
    objects.reserveCapacity(objects.count + operations.underestimatedCount)
    for operation in operations {
      for change in operation.changes { objects[change.object] = change.after }
    }
    return HostState(topology: topology, objects: objects)
  }
}
