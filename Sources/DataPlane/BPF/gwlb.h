// The maps that the two programs of a gateway load balancer share.
// Layouts are those of Sources/DataPlane/Schema; a change of one needs a new version of the pins.
#pragma once

#include "counters.h"
#include "encapsulation.h"
#include "flow.h"
#include "fragments.h"
#include "kernel.h"
#include "limits.h"

#define MAGLEV_SIZE 16381
#define NO_SLOT 0xffffffff

struct settings {
  // Idle timeouts in seconds.
  u32 tcp_idle_timeout;
  u32 other_idle_timeout;
  u32 closed_timeout;  // of a closed connection, which is remembered for its last segments
  u8 stickiness;
  u8 rebalances;
  u8 cross_zone;  // decided when the Maglev tables are made
  u8 resets;
};

// When a TCP segment is answered with a reset (AWS's send_tcp_reset attributes).
#define RESETS_IDLE 1
#define RESETS_UNHEALTHY 2
#define RESETS_DEREGISTERED 4

struct endpoint {
  u64 id;
  u64 attachment;
  u32 link;
  u32 slot;
  u32 zone;
  u32 mtu;
  u8 mac[6];
  u8 router_mac[6];
  u32 zero;
};

struct node {
  u32 link;
  be32 address;
  u8 mac[6];
  u16 zero;
};

struct target {
  be32 address;  // 0: no target in this slot
  u32 zone;
  // What reaches the target, a zone of nodes each.
  u8 next_hops[MOST_ZONES][6];
};

struct flow {
  // The target's slot in the low half, and its address in the high: a slot may be given to another
  // target later. One number, so that no CPU sees half a change.
  u64 target;
  u32 cookie;
  u32 last_seen;  // seconds of CLOCK_MONOTONIC
  // Both parts of one word, whose lower half holds the marks: these are set from several CPUs.
  union {
    u32 marks;
    struct {
      u16 zero;
      u16 low_sequence;
    };
  };
  be16 source_port;
  u16 high_sequence;
};

_Static_assert(sizeof(struct flow) == 24, "with its key and the kernel's part, 128 bytes a flow");
_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "the lower half of `marks` is first");

// What has been seen of a TCP connection's end, by the key's end that sent it.
#define CLOSING_LOW 0x01
#define CLOSING_HIGH 0x02
#define CLOSING_RESET 0x04
// The key's high end sent the first packet.
#define OPENED_BY_HIGH 0x08
// Packets of that end have been given to the target; they have come back from it.
#define GIVEN_LOW 0x10
#define GIVEN_HIGH 0x20
#define RETURNED_LOW 0x40
#define RETURNED_HIGH 0x80
// A CPU is making a new flow of an entry that idled out.
#define TAKEN 0x100
// The entry is in `flows`.
#define SETTLED 0x200
// Of a TCP connection: its other end has answered, and the sequences are the one number that the
// opener has to acknowledge, its high half in `high_sequence`. With CONFIRMED: a SYN has come that may
// begin another, and what is known of it is in `reopenings`.
#define ANSWERED 0x400
// Of a flow of fewer tuples, which is never closed: the key's high end has answered.
#define ANSWERED_BY_HIGH CLOSING_HIGH
// The opener has acknowledged it, and the sequences are the upper halves of the number that each end
// sends next. A flow of fewer tuples is confirmed by the first connection that it holds, and has no
// sequences then.
#define CONFIRMED 0x800
// Counts the seconds in which the flow was used, until they are enough to settle.
#define USED_ONCE 0x1000
#define USED_ENOUGH 0x4000
#define USES 0x7000
// Of an entry in `new_flows`: the flow has settled since, and this is what it was.
#define MOVED 0x8000

struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, 1);
  __type(key, u32);
  __type(value, struct settings);
} settings SEC(".maps");

// By the index of our end of the endpoint's veth.
struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(map_flags, BPF_F_NO_PREALLOC);
  __uint(max_entries, MOST_ENDPOINTS);
  __type(key, u32);
  __type(value, struct endpoint);
} endpoints SEC(".maps");

// From an endpoint's id to its link's index.
struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(map_flags, BPF_F_NO_PREALLOC);
  __uint(max_entries, MOST_ENDPOINTS);
  __type(key, u64);
  __type(value, u32);
} endpoint_links SEC(".maps");

// By zone; a link of 0 is no node.
struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, MOST_ZONES);
  __type(key, u32);
  __type(value, struct node);
} nodes SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, MOST_TARGETS);
  __type(key, u32);
  __type(value, struct target);
} targets SEC(".maps");

// From a target's address to its slot.
struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(map_flags, BPF_F_NO_PREALLOC);
  __uint(max_entries, MOST_TARGETS);
  __type(key, be32);
  __type(value, u32);
} target_slots SEC(".maps");

// By slot, the zones whose node finds the target healthy, a bit each, and whether it is being
// drained: registered no longer, it keeps its flows for a while.
#define TARGET_DRAINS (1 << MOST_ZONES)

struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, MOST_TARGETS);
  __type(key, u32);
  __type(value, u32);
} target_health SEC(".maps");

struct maglev_table {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, MAGLEV_SIZE);
  __type(key, u32);
  __type(value, u32);
};

// By zone: which target a new flow gets. A zone without targets has no table.
struct {
  __uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
  __uint(max_entries, MOST_ZONES);
  __type(key, u32);
  __array(values, struct maglev_table);
} maglev SEC(".maps");

// Flows that are no invention of one sender, or have been used for a while. They stay until they have
// ended or idled out, whatever else comes, and memory is taken for those that are there.
struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(map_flags, BPF_F_NO_PREALLOC);
  __uint(max_entries, MOST_FLOWS);
  __type(key, struct flow_key);
  __type(value, struct flow);
} flows SEC(".maps");

// All others. A flood overwrites its like, and what was used least recently goes first.
struct {
  __uint(type, BPF_MAP_TYPE_LRU_HASH);
  __uint(max_entries, MOST_NEW_FLOWS);
  __type(key, struct flow_key);
  __type(value, struct flow);
} new_flows SEC(".maps");

// A connection that may be taking the place of one that was never seen to close: the numbers that its
// ends send next.
struct reopening {
  u32 opener;
  u32 other;
  u8 from_high;  // the opener is the key's high end
  u8 is_answered;
  u16 zero;
};

struct {
  __uint(type, BPF_MAP_TYPE_LRU_HASH);
  __uint(max_entries, 4096);
  __type(key, struct flow_key);
  __type(value, struct reopening);
} reopenings SEC(".maps");

// How many entries of `flows` an endpoint has, by its slot, and behind these all of them: at least,
// as only the agent, which takes out what has ended, counts down.
struct occupancy {
  u32 settled;
  u32 unconfirmed;  // of these, what is not CONFIRMED
};

#define OCCUPANCY_OF_ALL MOST_ENDPOINTS

struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, MOST_ENDPOINTS + 1);
  __type(key, u32);
  __type(value, struct occupancy);
} occupancy SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
  __uint(max_entries, MOST_ENDPOINTS);
  __type(key, u32);
  __type(value, struct counters);
} endpoint_counters SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
  __uint(max_entries, MOST_TARGETS);
  __type(key, u32);
  __type(value, struct counters);
} target_counters SEC(".maps");

INLINE u32 now_in_seconds(void) { return bpf_ktime_get_coarse_ns() / 1000000000; }

INLINE struct settings *load_settings(void) {
  u32 zero = 0;
  return bpf_map_lookup_elem(&settings, &zero);
}

// Both ends have sent FIN, or one RST.
INLINE bool is_closed(const struct flow *flow) {
  u32 both = CLOSING_LOW | CLOSING_HIGH;
  return (flow->marks & both) == both || flow->marks & CLOSING_RESET;
}

INLINE u32 idle_timeout(const struct flow_key *key, const struct flow *flow,
                        const struct settings *settings) {
  if (is_closed(flow)) return settings->closed_timeout;
  // A 2-tuple flow has no protocol and may hold TCP.
  bool may_be_tcp = key->protocol == PROTOCOL_TCP || key->protocol == 0;
  return may_be_tcp ? settings->tcp_idle_timeout : settings->other_idle_timeout;
}

INLINE bool is_live(const struct flow_key *key, const struct flow *flow,
                    const struct settings *settings) {
  if (flow->marks & MOVED) return false;
  // Negative when another CPU has refreshed the flow since this one read the clock.
  s32 idle = now_in_seconds() - flow->last_seen;
  return idle <= (s32)idle_timeout(key, flow, settings);
}

// The flow's live entry. One that idled out is as good as none, and makes room when it is needed.
static __noinline struct flow *find_flow(const struct flow_key *key,
                                         const struct settings *settings) {
  if (!key || !settings) return NULL;
  struct flow *flow = bpf_map_lookup_elem(&flows, key);
  if (flow && is_live(key, flow, settings)) return flow;
  flow = bpf_map_lookup_elem(&new_flows, key);
  // Another CPU may have taken it from there to where it was looked for first.
  if (!flow || flow->marks & MOVED) flow = bpf_map_lookup_elem(&flows, key);
  return flow && is_live(key, flow, settings) ? flow : NULL;
}

INLINE void refresh(struct flow *flow) {
  u32 now = now_in_seconds();
  // Not written when nothing changes: the cache line would travel between CPUs.
  if (flow->last_seen != now) flow->last_seen = now;
}

// The marks are set from several CPUs, and mostly set already.
INLINE void set_marks(struct flow *flow, u32 marks) {
  if ((flow->marks & marks) != marks) __sync_fetch_and_or(&flow->marks, marks);
}

INLINE void clear_marks(struct flow *flow, u32 marks) {
  if (flow->marks & marks) __sync_fetch_and_and(&flow->marks, ~marks);
}

// An ICMP error is with the flow that it quotes, if that is known: an error about a later fragment
// with that of its first. Its reply's direction makes the same key.
static __noinline struct flow *find_quoted_flow(struct __sk_buff *skb, u64 endpoint,
                                                const struct packet *packet,
                                                const struct settings *settings,
                                                struct flow_key *key) {
  struct packet quoted = {};
  if (!packet || !settings || !key || !(packet->flags & PACKET_ICMP_ERROR)) return NULL;
  if (parse_quoted_packet(skb, packet, &quoted)) return NULL;
  if (complete_fragment(endpoint, &quoted, settings->stickiness)) return NULL;
  make_flow_key(key, endpoint, &quoted, settings->stickiness);
  return find_flow(key, settings);
}
