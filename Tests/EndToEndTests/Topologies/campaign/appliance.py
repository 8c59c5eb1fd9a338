"""An appliance that returns every packet, and answers health checks as slowly as the file `slow` in
its folder says, in seconds."""

import http.server
import os
import socket
import struct
import threading
import time

RECEIVE_BUFFER = 33  # SO_RCVBUFFORCE


class Health(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        if os.path.exists("slow"):
            with open("slow") as file:
                time.sleep(float(file.read()))
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


def main():
    # Only keeps the kernel from answering that nobody listens.
    port = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    port.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)
    port.bind(("0.0.0.0", 6081))
    wire = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_UDP)
    wire.setsockopt(socket.SOL_SOCKET, RECEIVE_BUFFER, 1 << 24)
    wire.setsockopt(socket.IPPROTO_IP, socket.IP_HDRINCL, 1)
    # Last: who answers health checks has all else in place.
    health = http.server.ThreadingHTTPServer(("0.0.0.0", 80), Health)
    threading.Thread(target=health.serve_forever, daemon=True).start()
    while True:
        packet = bytearray(wire.recv(65535))
        if struct.unpack_from("!H", packet, 22)[0] != 6081:
            continue
        source = bytes(packet[12:16])
        packet[12:16], packet[16:20] = packet[16:20], source
        try:
            wire.sendto(packet, (socket.inet_ntoa(source), 0))
        except OSError:
            pass  # unplugged


if __name__ == "__main__":
    main()
