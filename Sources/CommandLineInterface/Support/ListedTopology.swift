/// What a host has of one topology.
struct ListedTopology {
  enum Agent {
    case up(pid: Int32)
    /// It runs, and does not answer.
    case silent(pid: Int32)
    /// It should run, and does not.
    case down
    /// There is nothing to look after.
    case notNeeded
  }

  enum LastRun: String {
    case done
    case failed
    case rolledBack = "rolled_back"
    /// Somebody is at it.
    case underWay = "under_way"
    /// It never came to its end.
    case cutOff = "cut_off"
  }

  var name: String
  /// The file that it was made from, as the user named it; nil where nothing is remembered.
  var source: String?
  /// When the last apply ended, in seconds since 1970.
  var applied: Int?
  /// Network namespaces that are there now.
  var namespaces: Int
  /// Kernel objects that the last apply left; nil where nothing is remembered.
  var objects: Int?
  var agent: Agent
  /// Nil where no run is remembered.
  var lastRun: LastRun?
}
