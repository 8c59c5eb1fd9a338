import CLinux

/// Makes a filter run a program, in the place of what it ran before.
struct AttachProgram: NetlinkRequest {
  let filter: IngressFilter
  /// The program's descriptor.
  let program: Int32

  var messageType: Int { Int(RTM_NEWTFILTER) }
  var flags: Int { Edit.replace.flags }
  var description: String { "filter replace dev index \(filter.linkIndex) ingress bpf" }

  func encode(into message: inout MessageBuffer) {
    message.append(filter.header())
    message.attribute(Int(TCA_KIND), string: "bpf")
    message.nested(Int(TCA_OPTIONS)) { options in
      options.attribute(Int(TCA_BPF_FD), UInt32(program))
      options.attribute(Int(TCA_BPF_FLAGS), UInt32(TCA_BPF_FLAG_ACT_DIRECT))
    }
  }
}
