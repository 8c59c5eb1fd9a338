import Testing

/// Tests that apply topologies: one after another, so that none disturbs another's timing.
@Suite("Topologies in the kernel", .serialized)
enum KernelTests {}
