// The kernel's interface, as far as these programs use it, and types that read well in them.
#pragma once

#include <stdbool.h>

#include <linux/bpf.h>
#include <linux/if_packet.h>
#include <linux/pkt_cls.h>

#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

typedef __u8 u8;
typedef __u16 u16;
typedef __u32 u32;
typedef __u64 u64;
typedef __s32 s32;
// Numbers in network order.
typedef __be16 be16;
typedef __be32 be32;
typedef __be64 be64;

#define INLINE static __always_inline

// include/uapi/linux/bpf.h; distributions' headers are often older than 6.3, which added these.
#define ADJUST_DECAP_L3_IPV4 (1ULL << 7)
#define ADJUST_DECAP_L3_IPV6 (1ULL << 8)

#define ERROR_ALREADY 114  // EALREADY of asm-generic/errno.h

// No helper used here is reserved for GPL programs.
char terms[] SEC("license") = "Apache-2.0";
