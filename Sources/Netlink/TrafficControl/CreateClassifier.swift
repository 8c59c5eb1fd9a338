import CLinux

/// Makes the `clsact` qdisc of a link, which may be there.
///
/// On a link that is up it takes an RCU grace period (`dev_deactivate`, net/sched/sch_generic.c).
package struct CreateClassifier: NetlinkRequest {
  let filter: IngressFilter

  package init(filter: IngressFilter) { self.filter = filter }

  package var messageType: Int { Int(RTM_NEWQDISC) }
  package var flags: Int { Int(NLM_F_CREATE) }
  package var description: String { "qdisc replace dev index \(filter.linkIndex) clsact" }

  package func encode(into message: inout MessageBuffer) {
    message.append(filter.qdiscHeader())
    message.attribute(Int(TCA_KIND), string: "clsact")
  }
}
