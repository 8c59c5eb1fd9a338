"""An appliance that returns every packet in GENEVE as it came, and answers health checks on port 80."""

import socket
import struct
import threading

RECEIVE_BUFFER = 33  # SO_RCVBUFFORCE
# The load balancer's, in each zone: GENEVE from anybody else is not sent on.
NODES = {"10.100.1.4"}


def answer_health_checks(listener):
    while True:
        listener.accept()[0].close()


def main():
    # Only keeps the kernel from answering that nobody listens.
    port = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    port.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)
    port.bind(("0.0.0.0", 6081))
    wire = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_UDP)
    wire.setsockopt(socket.SOL_SOCKET, RECEIVE_BUFFER, 1 << 24)
    wire.setsockopt(socket.IPPROTO_IP, socket.IP_HDRINCL, 1)
    # Last: who answers health checks has all else in place.
    listener = socket.create_server(("0.0.0.0", 80))
    threading.Thread(target=answer_health_checks, args=(listener,), daemon=True).start()
    while True:
        packet = bytearray(wire.recv(65535))
        if struct.unpack_from("!H", packet, 22)[0] != 6081:
            continue
        source = bytes(packet[12:16])
        if socket.inet_ntoa(source) not in NODES:
            continue
        packet[12:16], packet[16:20] = packet[16:20], source
        wire.sendto(packet, (socket.inet_ntoa(source), 0))


if __name__ == "__main__":
    main()
