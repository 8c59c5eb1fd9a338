import CLibBPF
import Glibc

/// From the pins of an earlier version to these, while packets pass: what is of the same layout still
/// is taken over as it is, with all that it holds, and programs are exchanged where they are.
extension PinDirectory {
  /// What an earlier version's map is called now, by version; nil for one that is of no use any more.
  ///
  /// A map that is not named here is called the same. v3 had one flow table, of the layout that new
  /// flows' has now: from there they settle. v4's flows said less where there are zeros in them.
  static let renamedMaps: [String: [String: String?]] = ["v3": ["flows": "new_flows"], "v4": [:]]

  /// The earlier versions that have something pinned and whose layouts are known, newest first.
  private var earlier: [PinDirectory] {
    Self.renamedMaps.keys.sorted(by: >).compactMap { version in
      guard version != self.version else { return nil }
      let pins = PinDirectory(fileSystem: fileSystem, namespace: namespace, version: version)
      return pins.exists ? pins : nil
    }
  }

  /// Pins the maps of earlier versions here too, before programs are loaded that use them.
  func adoptMaps() throws(DataPlaneError) {
    for old in earlier {
      for name in try Self.names(in: old.maps) {
        let names = Self.renamedMaps[old.version] ?? [:]
        guard let new = names[name] ?? name, access(map(new), F_OK) != 0,
          let handle = try BPFHandle.pinned(at: old.map(name))
        else { continue }
        try handle.pin(at: map(new))
      }
    }
  }

  /// Takes over the link of an earlier version that holds the program of an attachment, so that
  /// another program takes the place of that one, and no packet passes without or sees both.
  ///
  /// In one step: a link with two pins would be detached with the earlier version's.
  func adoptLink(_ attachment: Attachment) throws(DataPlaneError) {
    for old in earlier {
      guard let handle = try BPFHandle.pinned(at: old.link(attachment)),
        try TCXLink(handle: handle).isAttached(as: attachment)
      else { continue }
      if rename(old.link(attachment), link(attachment)) != 0 {
        throw .failed("move \(old.link(attachment)) to \(link(attachment))", errno)
      }
      return
    }
  }
}
