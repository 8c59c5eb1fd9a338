import HostState

/// How a running process takes over another state.
enum ProcessChange: Hashable {
  case none
  /// Write the files anew and send the signal.
  case reload(signal: Int32)
  case restart

  init(from old: ProcessState, to new: ProcessState) {
    var rest = new
    rest.files = old.files
    rest.reloadSignal = old.reloadSignal
    if rest != old {
      self = .restart
    } else if new.files == old.files {
      self = .none
    } else if let signal = new.reloadSignal {
      self = .reload(signal: signal)
    } else {
      self = .restart
    }
  }
}
