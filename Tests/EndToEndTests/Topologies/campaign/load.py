"""Flows that last: load.py ADDRESS FLOWS CONNECTIONS RATE [OFFSET] sends RATE numbered datagrams a second
on each of many UDP flows, from port 20000 + OFFSET on, and lines over TCP connections, from port 30000 +
OFFSET on, until SIGTERM; after SIGUSR1 LOUDER times as many, after SIGUSR2 no more. Then every connection has to be answered once more, and it prints as JSON, by port, what was
sent, the times (CLOCK_MONOTONIC) of the datagrams that nobody sent back, and which connections broke.
"""

import json
import selectors
import signal
import socket
import struct
import sys
import time

GRACE = 3  # seconds in which what is under way still counts
LOUDER = 20
PATIENCE = 150  # seconds until a connection is given up: more than TCP waits before it tries again
TCP_RTO_MAX_MS = 44  # Linux 6.15; older kernels wait for up to two minutes


class Datagrams:
    """One UDP flow."""

    def __init__(self, address, port):
        self.port, self.sent, self.waiting = port, 0, {}
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
        self.socket.bind(("0.0.0.0", port))
        self.socket.connect((address, 7))
        self.socket.setblocking(False)

    def send(self):
        try:
            self.socket.send(struct.pack("!Q", self.sent) + bytes(56))
        except OSError:
            pass  # an error of an earlier one
        self.waiting[self.sent] = time.monotonic()
        self.sent += 1

    def receive(self):
        try:
            while True:
                self.waiting.pop(struct.unpack_from("!Q", self.socket.recv(2048))[0], None)
        except OSError:
            pass


class Connection:
    """One TCP connection, with one line at a time under way."""

    def __init__(self, address, port):
        self.port, self.sent, self.answered, self.error = port, 0, True, None
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(("0.0.0.0", port))
        try:
            self.socket.setsockopt(socket.IPPROTO_TCP, TCP_RTO_MAX_MS, 1000)
        except OSError:
            pass
        self.socket.settimeout(10)
        self.socket.connect((address, 7))
        self.socket.setblocking(False)
        self.unread = b""

    def send(self):
        if not self.answered or self.error:
            return
        self.answered, self.unread = False, b""
        try:
            self.socket.send(self.line)
        except OSError as error:
            self.error = str(error)

    @property
    def line(self):
        return b"%064d" % self.sent

    def receive(self):
        try:
            data = self.socket.recv(4096)
            if not data:
                self.error = self.error or "closed"
            self.unread += data
        except BlockingIOError:
            return
        except OSError as error:
            self.error = self.error or str(error)
        if self.unread == self.line:
            self.answered, self.sent = True, self.sent + 1
        elif not self.line.startswith(self.unread):
            self.error = self.error or "other bytes"


def main(address, flows, connections, rate, offset="0"):
    flows = [Datagrams(address, 20000 + int(offset) + number) for number in range(int(flows))]
    connections = [Connection(address, 30000 + int(offset) + number)
                   for number in range(int(connections))]
    both = flows + connections
    watched = selectors.DefaultSelector()
    for each in both:
        watched.register(each.socket, selectors.EVENT_READ, each)
    ends = []
    signal.signal(signal.SIGTERM, lambda *_: ends.append(time.monotonic() + GRACE))
    pauses = [1 / (float(rate) * len(both))]
    signal.signal(signal.SIGUSR1, lambda *_: pauses.append(pauses[0] / LOUDER))
    signal.signal(signal.SIGUSR2, lambda *_: pauses.append(pauses[0]))
    print("started", file=sys.stderr, flush=True)
    following, place = time.monotonic(), 0
    last = None
    while True:
        now = time.monotonic()
        if ends and not last:
            last = {x.port: x.sent for x in connections}
            for each in connections:
                each.send()
        if last:
            missing = [x for x in connections if not x.error and x.sent == last[x.port]]
            if now > ends[0] and (not missing or now > ends[0] + PATIENCE):
                break
        # Spread over the time, so that no queue is ever long; what was missed is made up for slowly.
        if not ends and now >= following:
            both[place % len(both)].send()
            place += 1
            following = max(following + pauses[-1], now - 0.01)
        for key, _ in watched.select(max(0, min(following, now + 0.05) - now)):
            key.data.receive()
            if getattr(key.data, "error", None):
                watched.unregister(key.fileobj)
    print(json.dumps({
        "flows": [{"port": x.port, "sent": x.sent, "lost": sorted(x.waiting.values())}
                  for x in flows],
        "connections": [{"port": x.port, "sent": x.sent, "error": x.error,
                         "is_waiting": not x.answered} for x in connections],
    }))


if __name__ == "__main__":
    main(*sys.argv[1:])
