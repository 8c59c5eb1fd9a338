"""Datagrams from many ports: storm.py RATE FLOWS ADDRESS... sends RATE a second altogether, or as many as
it can for 0, to port 7 of each address, until SIGTERM. Then it prints as JSON how many it sent and
how many came back."""

import json
import signal
import socket
import sys
import time

EACH = 16  # datagrams between two looks at the clock


def connect(address, port):
    flow = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    flow.bind(("0.0.0.0", port))
    flow.connect((address, 7))
    flow.setblocking(False)
    return flow


def main(rate, flows, *addresses):
    sockets = [
        connect(address, 20000 + number * 1000 + port)
        for number, address in enumerate(addresses) for port in range(int(flows))
    ]
    ends = []
    signal.signal(signal.SIGTERM, lambda *_: ends.append(True))
    print("started", file=sys.stderr, flush=True)
    pause = EACH / float(rate) if float(rate) else 0
    sent = answered = place = 0
    following = time.monotonic()
    while not ends:
        now = time.monotonic()
        if now < following:
            time.sleep(following - now)
        following = max(following + pause, now - 0.01)
        for _ in range(EACH):
            flow = sockets[place % len(sockets)]
            place += 1
            try:
                flow.send(bytes(64))
                sent += 1
            except OSError:
                pass  # an error of an earlier one
            try:
                while flow.recv(2048):
                    answered += 1
            except OSError:
                pass
    print(json.dumps({"sent": sent, "answered": answered}))


if __name__ == "__main__":
    main(*sys.argv[1:])
