import CLibBPF
import Glibc
package import HostState

/// The eBPF programs of a topology's namespaces: loads, attaches, updates, removes and reads them.
///
/// Everything is pinned, so that it outlives the command that made it. Operations on a namespace
/// are for a thread that is in it (setns(2)), one at a time.
package struct DataPlane: Sendable {
  package let fileSystem: BPFFileSystem
  /// The directory of the side files, which hold what maps do not: the resources' names.
  package let recordDirectory: String

  package init(fileSystem: BPFFileSystem, recordDirectory: String) {
    self.fileSystem = fileSystem
    self.recordDirectory = recordDirectory
  }

  func pins(_ namespace: NamespaceName) -> PinDirectory {
    PinDirectory(fileSystem: fileSystem, namespace: namespace)
  }

  func recordPath(_ namespace: NamespaceName) -> String {
    "\(recordDirectory)/\(namespace.rawValue).json"
  }

  func lockPath(_ namespace: NamespaceName) -> String {
    "\(recordDirectory)/\(namespace.rawValue).lock"
  }

  /// Seconds that a change waits for the agent, which holds a lock for some milliseconds.
  private static let patience = 10.0

  /// Creates the namespace's data plane, or changes what is there into it: flows are kept, programs
  /// are exchanged in place, and entries change in an order that loses no packet.
  ///
  /// The links exist, with the indices that `desired` gives. Interrupted anywhere, the next `apply`
  /// or `remove` completes the work.
  package func apply(
    _ desired: DataPlaneState, in namespace: NamespaceName
  ) throws(DataPlaneError) {
    if let release = KernelRelease.current, !release.hasTCX {
      throw .kernelTooOld(release: release.text)
    }
    let pins = pins(namespace)
    try pins.create()
    try pins.adoptMaps()
    let present = Set(try PinDirectory.names(in: pins.maps))
    let ownMaps = Set([desired.ownMap].compactMap { $0 })
    if !present.isDisjoint(with: DataPlaneState.ownMaps.subtracting(ownMaps)) {
      try remove(from: namespace)
      try pins.create()
    }
    var needs: [String: Int] = [:]
    if case .sourceCheck(let state) = desired { needs = try SourceCheckMaps.needs(state, pins) }
    var objects: [LoadedObject] = []
    for object in desired.objects {
      objects.append(try LoadedObject(object, mapDirectory: pins.maps, needs: needs))
    }
    var drainStarts: [String: Double]?
    switch desired {
    case .gatewayLoadBalancer(let state):
      let lock = try TargetLock(self, namespace, patience: Self.patience)
      drainStarts = try self.drainStarts(state, in: namespace)
      try apply(state, GatewayLoadBalancerMaps.self, desired, objects, pins)
      _ = consume lock
    case .networkAddressTranslation(let state):
      try apply(state, NetworkAddressTranslationMaps.self, desired, objects, pins)
    case .firewall(let state): try apply(state, FirewallMaps.self, desired, objects, pins)
    case .passThrough(let state): try apply(state, PassThroughMaps.self, desired, objects, pins)
    case .sourceCheck(let state):
      try apply(state, SourceCheckMaps.self, desired, objects, pins)
      try attach(objects, to: state.ports, pins)
    case .incomplete: throw .unrepresentable("an incomplete data plane cannot be desired")
    }
    try pins.removeMaps(but: objects.reduce(into: []) { $0.formUnion($1.mapNames) })
    try pins.removeOtherVersions()
    try DataPlaneRecord(desired, drainStarts: drainStarts).write(path: recordPath(namespace))
  }

  /// Detaches and unpins everything of the namespace.
  ///
  /// Needs not be run in it, which may be gone.
  package func remove(from namespace: NamespaceName) throws(DataPlaneError) {
    let hasLock = access(lockPath(namespace), F_OK) == 0
    let lock = hasLock ? try TargetLock(self, namespace, patience: Self.patience) : nil
    try Self.removeFile(recordPath(namespace))
    try pins(namespace).remove()
    try pins(namespace).removeOtherVersions()
    // Last: whoever makes a new one decides about other maps.
    try Self.removeFile(lockPath(namespace))
    _ = consume lock
  }

  /// Removes what a source check knows of ports that are gone, from the namespace that the calling
  /// thread is in.
  package func forgetGonePorts(of namespace: NamespaceName) throws(DataPlaneError) {
    do throws(DataPlaneError) {
      try SourceCheckMaps(pins: pins(namespace))?.forgetGonePorts()
    } catch .otherLayout {
      // They are not ours, nor is what is in them.
    }
  }

  private static func removeFile(_ path: String) throws(DataPlaneError) {
    if unlink(path) != 0, errno != ENOENT { throw .failed("remove \(path)", errno) }
  }

  /// The namespaces that have something pinned.
  package func namespaces() throws(DataPlaneError) -> [NamespaceName] {
    try PinDirectory.names(in: "\(fileSystem.path)/\(PinDirectory.version)")
      .map { NamespaceName(rawValue: PinDirectory.decode($0)) }
  }

  private func apply<Maps: DataPlaneMaps>(
    _ state: Maps.State, _: Maps.Type, _ desired: DataPlaneState, _ objects: [LoadedObject],
    _ pins: PinDirectory
  ) throws(DataPlaneError) {
    guard let maps = try Maps(pins: pins) else {
      throw .operationFailed("find the maps that were just pinned in \(pins.maps)", errno: ENOENT)
    }
    try maps.prepare(state)
    // What takes packets back knows the flows of either program that gave them out, an earlier
    // version's program only those of its own.
    for attachment in desired.attachments.sorted(by: { $0.program > $1.program }) {
      guard let program = objects.lazy.compactMap({ $0.program(attachment.program) }).first else {
        preconditionFailure("no object has the program \(attachment.program)")
      }
      try attach(program, attachment, pins)
    }
    for name in try PinDirectory.names(in: pins.links) {
      if let attachment = Attachment(pinName: name), desired.attachments.contains(attachment) {
        continue
      }
      try pins.removeLink(name)
    }
    try maps.finish(state)
  }

  /// The pin says which program every port should have, so it comes last.
  private func attach(
    _ objects: [LoadedObject], to ports: [SourceCheckDataPlane.Port], _ pins: PinDirectory
  ) throws(DataPlaneError) {
    let name = "source_check"
    guard let program = objects.lazy.compactMap({ $0.program(name) }).first else {
      preconditionFailure("no object has the program \(name)")
    }
    try PortFilter.attach(program, to: ports.map(\.linkIndex))
    try pins.replaceProgram(name, program)
  }

  private func attach(
    _ program: Int32, _ attachment: Attachment, _ pins: PinDirectory
  ) throws(DataPlaneError) {
    let path = pins.link(attachment)
    if access(path, F_OK) != 0 { try pins.adoptLink(attachment) }
    if let handle = try BPFHandle.pinned(at: path) {
      let link = TCXLink(handle: handle)
      if try link.isAttached(as: attachment) { return try link.replaceProgram(program) }
      // A husk: its interface is gone or it was detached.
      try pins.removeLink(attachment.pinName)
    }
    let link = try TCXLink.create(program: program, attachment)
    try link.handle.pin(at: path)
  }
}
