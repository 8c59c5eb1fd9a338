// Reads what identifies an IP packet's flow, out of any header chain, without touching the packet.
#pragma once

#include "kernel.h"
#include "wire.h"

#define IPV6_HOP_BY_HOP 0
#define IPV6_ROUTING 43
#define IPV6_FRAGMENT 44
#define IPV6_AUTHENTICATION 51
#define IPV6_DESTINATION 60
#define IPV6_MOBILITY 135
#define IPV6_MOST_EXTENSIONS 8

#define TCP_LENGTH 20
#define TCP_FIN 0x01
#define TCP_SYN 0x02
#define TCP_RST 0x04
#define TCP_ACK 0x10

#define PACKET_FIRST_FRAGMENT 1
#define PACKET_LATER_FRAGMENT 2
#define PACKET_ICMP_ERROR 4
#define PACKET_ICMP_REDIRECT 8

struct packet {
  // In network order, the destination behind the source; an IPv4 address fills the first word.
  u32 source[4];
  u32 destination[4];
  // What the fragments of one datagram have in common.
  u32 identification;
  // Where the transport header begins, and where the packet ends by its own header's word; counted
  // like the offset given to `parse_packet`.
  u32 transport;
  u32 end;
  // Of TCP, in the host's order: the number behind the segment, and the one that it acknowledges.
  u32 next;
  u32 acknowledgment;
  // 0 unless the packet is TCP or UDP and holds them.
  be16 source_port;
  be16 destination_port;
  u8 family;  // 4 or 6
  u8 protocol;
  u8 flags;
  u8 tcp_flags;
  // What all fragments of a datagram say of their payload; an IPv6 extension header may stand before
  // the protocol, in the first fragment only.
  u8 fragment_protocol;
  u8 zero[3];
};

// The beginning of a TCP header.
struct segment {
  be16 ports[2];
  be32 sequence;
  be32 acknowledgment;
  u8 data_offset;  // 32-bit words in the high half
  u8 flags;
} PACKED;

INLINE int parse_ipv4(struct __sk_buff *skb, u32 offset, struct packet *packet) {
  struct ipv4 ip;
  if (bpf_skb_load_bytes(skb, offset, &ip, sizeof ip)) return -1;
  u32 length = (ip.version_and_words & 0xf) * 4;
  if (length < sizeof ip) return -1;
  packet->source[0] = ip.source;
  packet->destination[0] = ip.destination;
  packet->protocol = packet->fragment_protocol = ip.protocol;
  packet->transport = offset + length;
  packet->end = offset + bpf_ntohs(ip.length);
  u16 fragment = bpf_ntohs(ip.fragment);
  if (fragment & IPV4_FRAGMENT_OFFSET)
    packet->flags = PACKET_LATER_FRAGMENT;
  else if (fragment & IPV4_MORE_FRAGMENTS)
    packet->flags = PACKET_FIRST_FRAGMENT;
  packet->identification = ip.identification;
  return 0;
}

INLINE bool is_extension(u8 next_header) {
  return next_header == IPV6_HOP_BY_HOP || next_header == IPV6_ROUTING ||
         next_header == IPV6_FRAGMENT || next_header == IPV6_AUTHENTICATION ||
         next_header == IPV6_DESTINATION || next_header == IPV6_MOBILITY;
}

INLINE int parse_ipv6(struct __sk_buff *skb, u32 offset, struct packet *packet) {
  // Both addresses go to where they belong: the stack is 512 bytes for all functions together.
  u8 head[8];
  if (bpf_skb_load_bytes(skb, offset, head, sizeof head)) return -1;
  if (bpf_skb_load_bytes(skb, offset + sizeof head, packet->source, 32)) return -1;
  u8 next = head[6];
  offset += sizeof(struct ipv6);
  packet->end = offset + (head[4] << 8 | head[5]);
  for (int i = 0; i <= IPV6_MOST_EXTENSIONS; i++) {
    // What follows in a later fragment is data, whatever it looks like.
    if (!is_extension(next) || packet->flags & PACKET_LATER_FRAGMENT) {
      packet->protocol = next;
      packet->transport = offset;
      return 0;
    }
    u8 extension[8];
    if (bpf_skb_load_bytes(skb, offset, extension, sizeof extension)) return -1;
    if (next == IPV6_FRAGMENT) {
      offset += sizeof extension;
      u16 place = (u16)(extension[2] << 8 | extension[3]);
      __builtin_memcpy(&packet->identification, extension + 4, 4);
      packet->fragment_protocol = extension[0];
      // An atomic fragment (RFC 6946) is a whole packet.
      if (place & 0xfff8)
        packet->flags = PACKET_LATER_FRAGMENT;
      else if (place & 1)
        packet->flags = PACKET_FIRST_FRAGMENT;
    } else if (next == IPV6_AUTHENTICATION) {
      offset += (extension[1] + 2) * 4;
    } else {
      offset += (extension[1] + 1) * 8;
    }
    next = extension[0];
  }
  // Behind a chain that was not followed to its end there could be anything.
  return -1;
}

INLINE bool is_icmp_error(u8 protocol, u8 type) {
  if (protocol == PROTOCOL_ICMPV6) return type < 128;
  return type == 3 || type == 4 || type == 11 || type == 12;
}

INLINE bool is_icmp_redirect(u8 protocol, u8 type) {
  return type == (protocol == PROTOCOL_ICMPV6 ? 137 : 5);
}

// Takes ports, and what else there is: an ICMP error quotes eight bytes at least, but not more.
INLINE int parse_segment(struct __sk_buff *skb, struct packet *packet) {
  struct segment segment = {};
  u32 transport = packet->transport;
  if (bpf_skb_load_bytes(skb, transport, &segment, sizeof segment) &&
      bpf_skb_load_bytes(skb, transport, segment.ports, sizeof segment.ports))
    return -1;
  packet->source_port = segment.ports[0];
  packet->destination_port = segment.ports[1];
  packet->acknowledgment = bpf_ntohl(segment.acknowledgment);
  packet->tcp_flags = segment.flags;
  // Of a super-packet, the header may not say how long it is.
  u32 end = packet->end, length = *(const volatile u32 *)&skb->len;
  if (skb->gso_size) end = length;
  u32 data = transport + (segment.data_offset >> 4) * 4;
  packet->next = bpf_ntohl(segment.sequence) + (end > data ? end - data : 0) +
                 (segment.flags & TCP_SYN ? 1 : 0) + (segment.flags & TCP_FIN ? 1 : 0);
  return 0;
}

// Fills `packet`, which starts zeroed; -1 when the bytes end too early, make no IP header or
// have more than IPV6_MOST_EXTENSIONS of IPv6's extension headers.
//
// Not static: the verifier then looks at it once, and not with each caller's states.
__noinline int parse_packet(struct __sk_buff *skb, u32 offset, struct packet *packet) {
  if (!packet) return -1;
  u8 version;
  if (bpf_skb_load_bytes(skb, offset, &version, 1)) return -1;
  packet->family = version >> 4;
  if (packet->family == 4) {
    if (parse_ipv4(skb, offset, packet)) return -1;
  } else if (packet->family == 6) {
    if (parse_ipv6(skb, offset, packet)) return -1;
  } else {
    return -1;
  }
  if (packet->flags & PACKET_LATER_FRAGMENT) return 0;
  u32 transport = packet->transport;
  if (packet->protocol == PROTOCOL_TCP) return parse_segment(skb, packet);
  if (packet->protocol == PROTOCOL_UDP) {
    be16 ports[2];
    if (bpf_skb_load_bytes(skb, transport, ports, sizeof ports)) return -1;
    packet->source_port = ports[0];
    packet->destination_port = ports[1];
  } else if (packet->protocol == (packet->family == 4 ? PROTOCOL_ICMP : PROTOCOL_ICMPV6)) {
    u8 type;
    if (bpf_skb_load_bytes(skb, transport, &type, 1)) return -1;
    if (is_icmp_error(packet->protocol, type)) packet->flags |= PACKET_ICMP_ERROR;
    if (is_icmp_redirect(packet->protocol, type)) packet->flags |= PACKET_ICMP_REDIRECT;
  }
  return 0;
}

// Whether the packet is as long as it says: all of it is in the frame, with its headers. What comes
// behind is the link's padding. The length of a super-packet may be more than the header can say.
INLINE bool has_right_length(const struct __sk_buff *skb, const struct packet *packet) {
  u32 least = packet->transport;
  bool is_later = packet->flags & PACKET_LATER_FRAGMENT;
  if (packet->protocol == PROTOCOL_TCP && !is_later)
    // RFC 791 lets a first fragment have eight bytes of it.
    least += packet->flags & PACKET_FIRST_FRAGMENT ? 8 : TCP_LENGTH;
  else if (packet->protocol == PROTOCOL_UDP && !is_later)
    least += 8;
  return packet->end <= skb->len && (packet->end >= least || skb->gso_size);
}

// Link-local and multicast packets (and IPv4's 240/4 with broadcast), and routers' redirects to the
// hosts of a link, are nobody's flow.
INLINE bool has_link_scope(const struct packet *packet) {
  u32 source = bpf_ntohl(packet->source[0]), destination = bpf_ntohl(packet->destination[0]);
  if (packet->flags & PACKET_ICMP_REDIRECT) return true;
  if (packet->family == 4)
    return destination >= 0xe0000000 || destination >> 16 == 0xa9fe || source >= 0xe0000000;
  return destination >> 24 == 0xff || destination >> 22 == 0xfe80 >> 6 ||
         source >> 22 == 0xfe80 >> 6 || source >> 24 == 0xff;
}

// The packet that an ICMP error answers, from the eighth byte of its message on (RFC 792, 4443): one
// that the error's destination has sent. -1 where it is another's: anybody can quote anything.
INLINE int parse_quoted_packet(struct __sk_buff *skb, const struct packet *error,
                               struct packet *quoted) {
  if (parse_packet(skb, error->transport + 8, quoted)) return -1;
  if (quoted->family != error->family) return -1;
  for (int i = 0; i < 4; i++)
    if (quoted->source[i] != error->destination[i]) return -1;
  return 0;
}
