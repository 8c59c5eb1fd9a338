"""One long TCP transfer: transfer.py ADDRESS sends numbers to port 7, which sends them back, until
SIGTERM. Then it prints as JSON how many bytes went and came back as they were, how many segments were
sent again as they were lost, the longest pause in seconds, and what broke."""

import array
import json
import select
import signal
import socket
import struct
import sys
import time

CHUNK = 32 << 10
AHEAD = 4 * CHUNK  # what is under way at most
PAUSE = 0.005
# tcpi_total_retrans and tcpi_dsack_dups of linux/tcp.h.
TCP_INFO, TOTAL_RETRANSMISSIONS, DUPLICATES = 11, 100, 216


def chunk(place):
    """The bytes from `place` on: each word is its number."""
    return array.array("Q", range(place // 8, (place + CHUNK) // 8)).tobytes()


def retransmissions(connection):
    """Without those of which the other end has said (RFC 2883) that it had the segment already: on a
    busy machine processors pass each other, and what is late is taken for lost."""
    info = connection.getsockopt(socket.IPPROTO_TCP, TCP_INFO, 256)
    again, duplicates = (
        struct.unpack_from("=I", info, x)[0] for x in (TOTAL_RETRANSMISSIONS, DUPLICATES))
    return max(0, again - duplicates)


def main(address):
    connection = socket.create_connection((address, 7), timeout=10)
    connection.setblocking(False)
    ends = []
    signal.signal(signal.SIGTERM, lambda *_: ends.append(time.monotonic() + 20))
    print("started", file=sys.stderr, flush=True)
    sent = received = 0
    expected, unsent, error = b"", b"", None
    longest, last, following = 0, time.monotonic(), 0
    while not error and (not ends or received < sent or unsent):
        now = time.monotonic()
        if ends and now > ends[0]:
            error = f"{sent - received} bytes are missing"
        if not unsent and not ends and now >= following and sent - received < AHEAD:
            unsent = chunk(sent)
            following = now + PAUSE
        readable, writable, _ = select.select(
            [connection], [connection] if unsent else [], [], PAUSE)
        try:
            if writable:
                count = connection.send(unsent)
                sent, unsent = sent + count, unsent[count:]
            if readable:
                data = connection.recv(1 << 16)
                if not data:
                    error = "closed"
                while len(expected) < len(data):
                    expected += chunk(received + len(expected))
                if not expected.startswith(data):
                    error = "other bytes"
                received, expected = received + len(data), expected[len(data):]
                now = time.monotonic()
                longest, last = max(longest, now - last), now
        except BlockingIOError:
            pass
        except OSError as failure:
            error = str(failure)
    print(json.dumps({
        "sent": sent, "received": received, "retransmissions": retransmissions(connection),
        "longest_pause": round(longest, 3), "error": error,
    }))


if __name__ == "__main__":
    main(*sys.argv[1:])
