"""Sends back each datagram, and each byte of a connection, on port 7."""

import selectors
import socket

watched = selectors.DefaultSelector()
datagrams = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
datagrams.setsockopt(socket.SOL_SOCKET, 33, 1 << 24)  # SO_RCVBUFFORCE
datagrams.bind(("0.0.0.0", 7))
listener = socket.create_server(("0.0.0.0", 7), backlog=1024)
watched.register(datagrams, selectors.EVENT_READ)
watched.register(listener, selectors.EVENT_READ)

while True:
    for key, _ in watched.select():
        ready = key.fileobj
        if ready is datagrams:
            data, sender = datagrams.recvfrom(65535)
            datagrams.sendto(data, sender)
        elif ready is listener:
            watched.register(listener.accept()[0], selectors.EVENT_READ)
        else:
            try:
                data = ready.recv(65535)
                if data:
                    ready.sendall(data)
            except OSError:
                data = b""
            if not data:
                watched.unregister(ready)
                ready.close()
