"""Counts what no appliance has marked: witness.py LINK MARK counts the IPv4 packets of TCP and UDP that
arrive over a link with another type of service than MARK, until SIGTERM. Then it prints as JSON when
(CLOCK_MONOTONIC) they came."""

import ctypes
import json
import select
import signal
import socket
import struct
import sys
import time

ETHERTYPE_IPV4 = 0x0800
SO_ATTACH_FILTER = 26
PACKET_TYPE = 0xFFFFF004  # SKF_AD_OFF + SKF_AD_PKTTYPE, linux/filter.h


def program(mark):
    """Classic BPF: only what is to be counted is ever copied, so that none is missed."""
    instructions = [
        (0x20, 0, 0, PACKET_TYPE),
        (0x15, 0, 7, 0),  # sent to this host
        (0x30, 0, 0, 23),  # the protocol
        (0x15, 1, 0, 6),
        (0x15, 0, 4, 17),
        (0x30, 0, 0, 15),  # the type of service, without congestion bits
        (0x54, 0, 0, 0xFC),
        (0x15, 1, 0, mark),
        (0x06, 0, 0, 64),
        (0x06, 0, 0, 0),
    ]
    return b"".join(struct.pack("=HBBI", *instruction) for instruction in instructions)


def main(link, mark):
    # Nothing arrives before the filter is in place: without a protocol, and then bound to one.
    watched = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)
    code = ctypes.create_string_buffer(program(int(mark, 0)))
    watched.setsockopt(
        socket.SOL_SOCKET, SO_ATTACH_FILTER,
        struct.pack("HP", (len(code) - 1) // 8, ctypes.addressof(code)))
    watched.bind((link, ETHERTYPE_IPV4))
    ends, times = [], []
    signal.signal(signal.SIGTERM, lambda *_: ends.append(True))
    print("started", file=sys.stderr, flush=True)
    while not ends:
        if select.select([watched], [], [], 0.05)[0]:
            watched.recv(64)
            times.append(time.monotonic())
    print(json.dumps(times))


if __name__ == "__main__":
    main(*sys.argv[1:])
