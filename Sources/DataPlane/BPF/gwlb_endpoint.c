// TCX ingress of the load balancer's end of every endpoint's veth: finds or makes the packet's flow
// and sends the packet in GENEVE to the flow's appliance.
// https://docs.aws.amazon.com/elasticloadbalancing/latest/gateway/gateway-load-balancers.html

#include "gwlb.h"
#include "held.h"
#include "reset.h"
#include "siphash.h"

// With a reason to drop: the sender is to be told by a reset.
#define TELL_SENDER 0x100

// What the router says for itself, of link scope, is for the link's own stack: neighbour discovery
// (RFC 4861: hop limit 255) and the groups that it listens to (RFC 2710, RFC 3810: hop limit 1).
INLINE bool is_link_upkeep(struct __sk_buff *skb, const struct packet *packet) {
  u8 type, hop_limit;
  if (packet->family != 6 || packet->protocol != PROTOCOL_ICMPV6) return false;
  if (bpf_skb_load_bytes(skb, packet->transport, &type, 1)) return false;
  if (bpf_skb_load_bytes(skb, ETHERNET_LENGTH + 7, &hop_limit, 1)) return false;
  if (hop_limit == 255) return type >= 133 && type <= 137;
  return hop_limit == 1 && ((type >= 130 && type <= 132) || type == 143);
}

// The flow's target and its slot; NULL when it is gone.
INLINE struct target *find_target(const struct flow *flow, u32 *slot) {
  u64 both = *(const volatile u64 *)&flow->target;
  *slot = (u32)both;
  struct target *target = bpf_map_lookup_elem(&targets, slot);
  return target && target->address == both >> 32 ? target : NULL;
}

// Gives the flow the target that its hash names in the zone's Maglev table; -1 when there is none.
INLINE int choose_target(struct flow *flow, u32 zone, u64 hash) {
  void *table = bpf_map_lookup_elem(&maglev, &zone);
  if (!table) return -1;
  u32 index = (u32)((hash >> 32) * MAGLEV_SIZE >> 32);
  u32 *slot = bpf_map_lookup_elem(table, &index);
  if (!slot || *slot == NO_SLOT) return -1;
  struct target *target = bpf_map_lookup_elem(&targets, slot);
  if (!target || !target->address) return -1;
  *(volatile u64 *)&flow->target = (u64)target->address << 32 | *slot;
  return 0;
}

// What came of opening a flow.
struct opening {
  u32 reason;  // why there is none
  bool is_new;  // this packet made it, and no other CPU's
};

// The new entry, or NULL. Everything in it but the target follows from key and secret: an entry
// that was evicted comes back equal, and packets in flight stay valid.
//
// Packets of one new flow may come to several CPUs at once: the first one's entry is everyone's,
// and likewise whoever first takes an entry that idled out makes it a new flow.
static __noinline struct flow *open_flow(const struct flow_key *key, u32 zone, bool from_high,
                                         const struct settings *settings,
                                         struct opening *opening) {
  u32 zero = 0;
  if (!key || !settings || !opening) return NULL;
  opening->reason = DROP_NO_TARGET;
  opening->is_new = false;
  struct secret *words = bpf_map_lookup_elem(&secret, &zero);
  if (!words) return NULL;
  u64 hash = hash_flow(words, key);
  struct flow flow = {
      .cookie = (u32)hash,
      .last_seen = now_in_seconds(),
      .source_port = flow_port(hash >> 48),
      .marks = from_high ? OPENED_BY_HIGH | GIVEN_HIGH : GIVEN_LOW,
  };
  if (choose_target(&flow, zone, hash)) return NULL;
  opening->reason = DROP_FLOW_TABLE;
  struct flow *settled = bpf_map_lookup_elem(&flows, key);
  if (settled && is_live(key, settled, settings)) return settled;
  if (settled) bpf_map_delete_elem(&flows, key);
  opening->is_new = !bpf_map_update_elem(&new_flows, key, &flow, BPF_NOEXIST);
  struct flow *entry = bpf_map_lookup_elem(&new_flows, key);
  if (!entry || opening->is_new) return entry;
  u32 marks = entry->marks;
  if (is_live(key, entry, settings)) return entry;
  bool is_ours = !(marks & TAKEN) &&
                 __sync_val_compare_and_swap(&entry->marks, marks, marks | TAKEN) == marks;
  // Every CPU has chosen the same target: none uses the old one until the entry is live again.
  *(volatile u64 *)&entry->target = flow.target;
  if (!is_ours) return entry;
  // In this order: a live entry is a whole one, and nobody takes it twice.
  __sync_lock_test_and_set(&entry->marks, flow.marks | TAKEN);
  __sync_lock_test_and_set(&entry->last_seen, flow.last_seen);
  clear_marks(entry, TAKEN);
  opening->is_new = true;
  return entry;
}

// An endpoint may have so many times what is free; of what it may have invented it leaves half.
#define SETTLED_TIMES 32
#define UNCONFIRMED_TIMES 1

// Whether one more entry of the endpoint may settle. Several CPUs that ask at once may all be told so:
// a few more than may are no harm, and the table has a bound of its own.
__noinline int may_settle(u32 slot, bool is_confirmed) {
  u32 everybody = OCCUPANCY_OF_ALL;
  struct occupancy *own = bpf_map_lookup_elem(&occupancy, &slot);
  struct occupancy *all = bpf_map_lookup_elem(&occupancy, &everybody);
  if (!own || !all || !has_room(own->settled, all->settled, MOST_FLOWS, SETTLED_TIMES)) return false;
  return is_confirmed ||
         has_room(own->unconfirmed, all->unconfirmed, MOST_UNCONFIRMED_FLOWS, UNCONFIRMED_TIMES);
}

INLINE void count_settled(u32 slot, bool is_confirmed) {
  struct occupancy *count = bpf_map_lookup_elem(&occupancy, &slot);
  if (!count) return;
  __sync_fetch_and_add(&count->settled, 1);
  if (!is_confirmed) __sync_fetch_and_add(&count->unconfirmed, 1);
}

// Takes a flow to the table where floods do not reach it; without room there it stays where it is.
// Whoever has made the entry counts it, of several CPUs one.
//
// What was its entry is left to be overwritten: another CPU may have found it just now, and would
// use a flow that has taken its place.
static __noinline struct flow *settle(const struct flow_key *key, struct flow *flow, u32 slot) {
  if (!key || !flow || !may_settle(slot, flow->marks & CONFIRMED)) return flow;
  struct flow settled = *flow;
  settled.marks = (settled.marks & ~(TAKEN | MOVED)) | SETTLED;
  bool is_ours = !bpf_map_update_elem(&flows, key, &settled, BPF_NOEXIST);
  if (is_ours) {
    count_settled(slot, settled.marks & CONFIRMED);
    count_settled(OCCUPANCY_OF_ALL, settled.marks & CONFIRMED);
  }
  struct flow *entry = bpf_map_lookup_elem(&flows, key);
  if (!entry) return flow;
  if (!is_ours) return entry;  // another CPU's
  set_marks(flow, MOVED);
  // What other CPUs have seen since it was copied.
  set_marks(entry, flow->marks & (GIVEN_LOW | GIVEN_HIGH | RETURNED_LOW | RETURNED_HIGH));
  return entry;
}

// Moves the flow to the target that a new one would get; it stays where it is if there is none.
INLINE void move_flow(struct flow *flow, const struct flow_key *key, u32 zone) {
  u32 zero = 0;
  struct secret *words = bpf_map_lookup_elem(&secret, &zero);
  if (words) choose_target(flow, zone, hash_flow(words, key));
}

// Whether a number is so many stretches of 64 KB from where one is expected, at most.
INLINE bool is_near(u32 number, u16 expected, s32 before, s32 after) {
  s32 distance = (s32)((number >> 16) - expected) << 16 >> 16;
  return distance >= -before && distance <= after;
}

// Stretches that an end's next number may be ahead of what was seen, and that what it acknowledges may
// be behind: a large window, of which much was lost on the way here.
#define LONGEST_WINDOW 64

// A connection that both ends agreed on. What it sends next is followed, so that only its own ends can
// end it: a stranger who knows its addresses and ports needs some ten thousand guesses, and then the
// connection must say nothing before the entry goes. (AWS says only that flows end with FIN and RST;
// Linux' conntrack wants a reset's number to be the one that was acknowledged last.)
INLINE void follow_confirmed(struct flow *flow, const struct packet *packet, bool from_high) {
  u8 flags = packet->tcp_flags;
  u16 *own = from_high ? &flow->high_sequence : &flow->low_sequence;
  u16 other = from_high ? flow->low_sequence : flow->high_sequence;
  u32 next = packet->next;
  bool acknowledges = flags & TCP_ACK;
  bool fits = acknowledges && is_near(packet->acknowledgment, other, LONGEST_WINDOW, 1);
  if (flags & TCP_RST) {
    if (is_near(next, *own, 1, 1) && (fits || !acknowledges))
      set_marks(flow, CLOSING_RESET);
    return;
  }
  // A segment after a reset takes it back.
  clear_marks(flow, CLOSING_RESET);
  if (next >> 16 != *own && fits && is_near(next, *own, 0, LONGEST_WINDOW)) *own = next >> 16;
  if (flags & TCP_FIN && fits && is_near(next, *own, 1, 1))
    set_marks(flow, from_high ? CLOSING_HIGH : CLOSING_LOW);
}

// A connection of which one end may be an invention: it is confirmed when the opener acknowledges what
// the other end has begun with, which nobody knows who did not get it. Data may follow that already.
#define LONGEST_BEGINNING 0x4000

INLINE bool is_behind(u32 number, u32 beginning) { return number - beginning <= LONGEST_BEGINNING; }

INLINE void note_answer(struct flow *flow, const struct packet *packet) {
  flow->low_sequence = (u16)packet->next;
  flow->high_sequence = packet->next >> 16;
  set_marks(flow, ANSWERED);
}

INLINE bool acknowledges_answer(const struct flow *flow, const struct packet *packet) {
  u32 answer = (u32)flow->high_sequence << 16 | flow->low_sequence;
  return flow->marks & ANSWERED && packet->tcp_flags & TCP_ACK &&
         is_behind(packet->acknowledgment, answer);
}

// Both ends agree on what they send next, as the opener's packet says.
INLINE void confirm(struct flow *flow, const struct packet *packet, bool from_high) {
  u16 own = packet->next >> 16, other = packet->acknowledgment >> 16;
  flow->low_sequence = from_high ? other : own;
  flow->high_sequence = from_high ? own : other;
  set_marks(flow, CONFIRMED);
  clear_marks(flow, ANSWERED);
}

INLINE void follow_unconfirmed(struct flow *flow, const struct packet *packet, bool from_high) {
  u8 flags = packet->tcp_flags;
  bool opened_by_high = flow->marks & OPENED_BY_HIGH;
  if (from_high != opened_by_high && flags & TCP_SYN) note_answer(flow, packet);
  if (from_high == opened_by_high && acknowledges_answer(flow, packet))
    confirm(flow, packet, from_high);
  // What has settled by being used has no numbers to tell a stranger's end by: it idles out.
  if (flow->marks & SETTLED) return;
  clear_marks(flow, CLOSING_RESET);
  if (flags & TCP_SYN)
    clear_marks(flow, CLOSING_LOW | CLOSING_HIGH);
  else if (flags & TCP_RST)
    set_marks(flow, CLOSING_RESET);
  else if (flags & TCP_FIN)
    set_marks(flow, from_high ? CLOSING_HIGH : CLOSING_LOW);
}

// A flow of fewer tuples, of which the connection that was answered last is followed until one is
// confirmed: then its ends are no inventions. Either end may have opened it.
INLINE void follow_beginning(struct flow *flow, const struct packet *packet, bool from_high) {
  bool by_high = flow->marks & ANSWERED_BY_HIGH;
  if (!(packet->tcp_flags & TCP_SYN)) {
    if (from_high != by_high && acknowledges_answer(flow, packet)) set_marks(flow, CONFIRMED);
  } else if (packet->tcp_flags & TCP_ACK) {
    note_answer(flow, packet);
    if (from_high)
      set_marks(flow, ANSWERED_BY_HIGH);
    else
      clear_marks(flow, ANSWERED_BY_HIGH);
  }
}

// Follows a handshake on the ports of a connection that was never seen to close, as when its ends have
// forgotten it. Whether it is whole: before, nothing is changed, as anybody can send a SYN.
INLINE bool follow_again(struct flow *flow, const struct flow_key *key, const struct packet *packet,
                         bool from_high) {
  u8 flags = packet->tcp_flags;
  struct reopening *known = bpf_map_lookup_elem(&reopenings, key);
  if ((flags & (TCP_SYN | TCP_ACK)) == TCP_SYN) {
    struct reopening begun = {.opener = packet->next, .from_high = from_high};
    bool is_again = known && known->from_high == from_high && known->opener == begun.opener;
    if (!is_again) bpf_map_update_elem(&reopenings, key, &begun, BPF_ANY);
    set_marks(flow, ANSWERED);
    return false;
  }
  if (known && flags & TCP_SYN) {
    // Of data that came with a SYN, the answer may leave some out (RFC 7413).
    if (known->from_high == from_high || !is_behind(known->opener, packet->acknowledgment))
      return false;
    known->other = packet->next;
    known->is_answered = true;
    return false;
  }
  // What is not answered at once was no beginning: the connection goes on.
  if (!known || !known->is_answered) {
    bpf_map_delete_elem(&reopenings, key);
    clear_marks(flow, ANSWERED);
    return false;
  }
  if (known->from_high != from_high || flags & TCP_RST || !(flags & TCP_ACK) ||
      !is_behind(packet->acknowledgment, known->other) ||
      !is_behind(packet->next, known->opener) || bpf_map_delete_elem(&reopenings, key))
    return false;
  clear_marks(flow, CLOSING_LOW | CLOSING_HIGH | CLOSING_RESET | OPENED_BY_HIGH);
  if (from_high) set_marks(flow, OPENED_BY_HIGH);
  confirm(flow, packet, from_high);
  return true;
}

// Follows a connection from its beginning to its end, so that closed ones soon stop counting as flows.
// Whether the packet begins another: a SYN of the ports of one that is closed, or the last of a
// handshake where none was seen to close.
//
// Not static: the verifier then looks at it once.
__noinline int follow_connection(struct flow *flow, const struct flow_key *key,
                                 const struct packet *packet, bool from_high) {
  if (!flow || !key || !packet) return false;
  u8 flags = packet->tcp_flags;
  if ((flags & (TCP_SYN | TCP_ACK)) == TCP_SYN && is_closed(flow)) {
    clear_marks(flow, CONFIRMED | ANSWERED | CLOSING_LOW | CLOSING_HIGH | CLOSING_RESET |
                          OPENED_BY_HIGH);
    if (from_high) set_marks(flow, OPENED_BY_HIGH);
    return true;
  }
  if (!(flow->marks & CONFIRMED)) {
    follow_unconfirmed(flow, packet, from_high);
    return false;
  }
  if ((flags & TCP_SYN || flow->marks & ANSWERED) && follow_again(flow, key, packet, from_high))
    return true;
  if (!(flags & TCP_SYN)) follow_confirmed(flow, packet, from_high);
  return false;
}

// Counts a second in which a flow was used that has not settled.
INLINE void count_use(struct flow *flow) {
  u32 marks = flow->marks;
  if (flow->last_seen == now_in_seconds() || marks & SETTLED || (marks & USES) >= USED_ENOUGH) return;
  // CPUs that see the second begin at once count one, and never beyond what is enough.
  __sync_val_compare_and_swap(&flow->marks, marks, marks + USED_ONCE);
}

// Whether a flow is to be kept from floods: what is certain at once, and of the rest what has been used
// for a while, as by connections of which one direction passes here.
INLINE bool settles(const struct flow *flow) {
  u32 marks = flow->marks;
  return !(marks & (SETTLED | MOVED)) && (marks & CONFIRMED || (marks & USES) >= USED_ENOUGH);
}

INLINE u32 load_health(u32 slot) {
  u32 *health = bpf_map_lookup_elem(&target_health, &slot);
  return health ? *health : 0;
}

INLINE bool is_healthy(u32 health, u32 zone) { return health >> (zone % MOST_ZONES) & 1; }

// Whether a connection that is opened anew would get a healthy target: while none is, or while
// nobody has looked yet, a reset helps nobody.
static __noinline bool has_better_target(const struct flow_key *key, u32 zone) {
  u32 zero = 0;
  struct flow other = {};
  struct secret *words = bpf_map_lookup_elem(&secret, &zero);
  if (!key || !words || choose_target(&other, zone, hash_flow(words, key))) return false;
  return is_healthy(load_health((u32)other.target), zone);
}

// Forgets a connection whose sender is told so: it has to open another. Gives TELL_SENDER but for a
// reset, which is never answered.
INLINE u32 end_connection(const struct flow_key *key, const struct packet *packet) {
  bpf_map_delete_elem(&flows, key);
  bpf_map_delete_elem(&new_flows, key);
  return packet->tcp_flags & TCP_RST ? 0 : TELL_SENDER;
}

INLINE void count_new_flow(const struct endpoint *from, const struct flow *flow) {
  struct counters *counters = bpf_map_lookup_elem(&endpoint_counters, &from->slot);
  if (counters) counters->new_flows++;
  u32 slot = (u32)flow->target;
  counters = bpf_map_lookup_elem(&target_counters, &slot);
  if (counters) counters->new_flows++;
}

// Lets the later fragments in that waited for this first one, if it is one. -1 with `*reason` when it
// cannot go on itself.
INLINE int begin_datagram(struct __sk_buff *skb, const struct endpoint *from,
                          const struct packet *packet, const struct settings *settings,
                          u32 *reason) {
  if (!(packet->flags & PACKET_FIRST_FRAGMENT)) return 0;
  remember_fragment(from->id, packet, settings->stickiness);
  *reason = DROP_FRAGMENT_BEFORE_FIRST;
  return release_fragments(skb, from->id, packet);
}

// The flow's entry, found or made, with a target that may be used; NULL with `*reason`.
static __noinline struct flow *track(struct __sk_buff *skb, const struct endpoint *from,
                                     const struct settings *settings, u32 *reason) {
  struct packet packet = {};
  struct flow_key key = {};
  if (!from || !settings || !reason) return NULL;
  *reason = DROP_MALFORMED;
  if (parse_packet(skb, ETHERNET_LENGTH, &packet)) return NULL;
  bool is_ipv4 = skb->protocol == bpf_htons(ETHERNET_IPV4);
  if ((packet.family == 4) != is_ipv4 || !has_right_length(skb, &packet)) return NULL;
  if (has_link_scope(&packet)) {
    *reason = is_link_upkeep(skb, &packet) ? DROP_REASONS : DROP_LINK_SCOPE;
    return NULL;
  }
  if (complete_fragment(from->id, &packet, settings->stickiness)) {
    lose_late_fragments();
    u32 held = hold_fragment(skb, from->id, from->slot, &packet);
    if (held != DROP_REASONS) {
      *reason = held;
      return NULL;
    }
  }

  struct flow *flow = find_quoted_flow(skb, from->id, &packet, settings, &key);
  bool is_quoted = flow != NULL;
  bool from_high = source_is_high(&packet);
  if (!flow) {
    make_flow_key(&key, from->id, &packet, settings->stickiness);
    flow = find_flow(&key, settings);
  }

  bool is_segment =
      packet.protocol == PROTOCOL_TCP && !(packet.flags & PACKET_LATER_FRAGMENT);
  bool opens = is_segment && (packet.tcp_flags & (TCP_SYN | TCP_ACK)) == TCP_SYN;
  if (!flow) {
    // AWS creates TCP flows on SYN only; the rest of an unknown or idled out one is dropped.
    *reason = DROP_NOT_SYN;
    if (is_segment && !opens && settings->resets & RESETS_IDLE && !(packet.tcp_flags & TCP_RST))
      *reason |= TELL_SENDER;
    if (packet.protocol == PROTOCOL_TCP && !opens) return NULL;
    struct opening opening;
    flow = open_flow(&key, from->zone, from_high, settings, &opening);
    if (!flow) {
      *reason = opening.reason;
      return NULL;
    }
    if (begin_datagram(skb, from, &packet, settings, reason)) return NULL;
    if (opening.is_new)
      count_new_flow(from, flow);
    else
      set_marks(flow, from_high ? GIVEN_HIGH : GIVEN_LOW);
    return flow;
  }

  // Existing flows keep an unhealthy target unless the target group rebalances them, and one that is
  // being drained even then: AWS rehashes them when the deregistration delay is over, and the target
  // gone. A SYN opens a connection anew, though its ports are those of an old one, unless that has
  // settled and goes on: anybody can send a SYN. Once that is closed, a target that is being drained
  // gets no more of them. A flow of fewer tuples holds many connections, and neither begins nor ends
  // with one of them.
  // https://docs.aws.amazon.com/elasticloadbalancing/latest/gateway/edit-target-group-attributes.html
  u32 slot;
  struct target *target = find_target(flow, &slot);
  u32 health = load_health(slot);
  bool healthy = is_healthy(health, from->zone);
  bool is_connection = is_segment && settings->stickiness == STICKINESS_5_TUPLE;
  bool is_known = flow->marks & (SETTLED | CONFIRMED) && !is_closed(flow);
  bool opens_anew = opens && is_connection && !is_known;
  bool leaves = opens_anew && is_closed(flow) && health & TARGET_DRAINS;
  bool may_move = settings->rebalances || opens_anew;
  if (leaves || (may_move && (!healthy || !target))) move_flow(flow, &key, from->zone);
  if (!find_target(flow, &slot)) {
    *reason = DROP_TARGET_GONE;  // not refreshed, so that the flow idles out and gets another
    if (is_connection && settings->resets & RESETS_DEREGISTERED)
      *reason |= end_connection(&key, &packet);
    return NULL;
  }
  if (is_connection && !opens && !healthy && settings->resets & RESETS_UNHEALTHY &&
      has_better_target(&key, from->zone)) {
    *reason = DROP_TARGET_UNHEALTHY | end_connection(&key, &packet);
    return NULL;
  }
  // Anybody on the way may send errors: they keep no flow alive.
  if (is_quoted) return flow;
  if (begin_datagram(skb, from, &packet, settings, reason)) return NULL;
  if (!opens) count_use(flow);
  refresh(flow);
  if (is_connection) {
    if (follow_connection(flow, &key, &packet, from_high)) count_new_flow(from, flow);
  } else if (is_segment && !(flow->marks & CONFIRMED)) {
    follow_beginning(flow, &packet, from_high);
  }
  set_marks(flow, from_high ? GIVEN_HIGH : GIVEN_LOW);
  return settles(flow) ? settle(&key, flow, from->slot) : flow;
}

SEC("tc")
int gwlb_endpoint(struct __sk_buff *skb) {
  // ARP and the like are for this namespace's stack, which forwards nothing.
  bool is_ipv6 = skb->protocol == bpf_htons(ETHERNET_IPV6);
  if (!is_ipv6 && skb->protocol != bpf_htons(ETHERNET_IPV4)) return TC_ACT_OK;
  u32 link = skb->ifindex;
  struct endpoint *from = bpf_map_lookup_elem(&endpoints, &link);
  struct settings *settings = load_settings();
  if (!from || !settings) return drop(DROP_UNKNOWN_LINK);
  if (skb->vlan_present) return drop(DROP_MALFORMED);

  u32 reason = 0;
  struct flow *flow = track(skb, from, settings, &reason);
  if (!flow) {
    if (reason == DROP_REASONS) return TC_ACT_OK;
    int action = drop(reason & ~TELL_SENDER);
    if (!(reason & TELL_SENDER) || make_reset(skb, from)) return action;
    struct counters *counters = bpf_map_lookup_elem(&endpoint_counters, &from->slot);
    if (counters) counters->resets++;
    return bpf_redirect(skb->ifindex, 0);
  }
  u32 slot;
  struct target *target = find_target(flow, &slot);
  if (!target) return drop(DROP_TARGET_GONE);
  struct node *node = bpf_map_lookup_elem(&nodes, &from->zone);
  if (!node || !node->link || from->zone >= MOST_ZONES) return drop(DROP_NO_NODE);

  // Larger packets are dropped without ICMP, as on AWS; the router in front of the endpoint sees
  // the link's MTU and answers. Super-packets are cut to it later.
  u32 length = skb->len - ETHERNET_LENGTH;
  if (!skb->gso_size && length > from->mtu) return drop(DROP_OVERSIZE);
  if (length + OVERHEAD > 0xffff) return drop(DROP_OVERSIZE);

  struct envelope envelope = {
      .ethernet = {.type = bpf_htons(ETHERNET_IPV4)},
      .ip =
          {
              .version_and_words = 0x45,
              .fragment = bpf_htons(IPV4_DONT_FRAGMENT),
              .ttl = 64,
              .protocol = PROTOCOL_UDP,
              .source = node->address,
              .destination = target->address,
          },
      .udp = {.source = flow->source_port, .destination = bpf_htons(GENEVE_PORT)},
      .geneve =
          {
              .version_and_words = GENEVE_OPTION_WORDS,
              .protocol = skb->protocol,
              .endpoint_option = {bpf_htons(OPTION_CLASS), OPTION_ENDPOINT, 2},
              .endpoint = bpf_cpu_to_be64(from->id),
              .attachment_option = {bpf_htons(OPTION_CLASS), OPTION_ATTACHMENT, 2},
              .attachment = bpf_cpu_to_be64(from->attachment),
              .cookie_option = {bpf_htons(OPTION_CLASS), OPTION_COOKIE, 1},
              .cookie = bpf_htonl(flow->cookie),
          },
  };
  copy_mac(envelope.ethernet.source, node->mac);
  copy_mac(envelope.ethernet.destination, target->next_hops[from->zone]);
  set_lengths(&envelope, length);

  int added = add_room(skb, is_ipv6);
  if (added < 0 || bpf_skb_store_bytes(skb, 0, &envelope, sizeof envelope, 0))
    return drop(DROP_ENCAPSULATION);
  struct counters *counters = bpf_map_lookup_elem(&endpoint_counters, &from->slot);
  if (counters) {
    count_traffic(&counters->to_target, skb, ETHERNET_LENGTH + OVERHEAD);
    counters->encapsulated_again += added == ENVELOPE_ADDED_AGAIN;
  }
  counters = bpf_map_lookup_elem(&target_counters, &slot);
  if (counters) count_traffic(&counters->to_target, skb, ETHERNET_LENGTH + OVERHEAD);
  return bpf_redirect(node->link, 0);
}
