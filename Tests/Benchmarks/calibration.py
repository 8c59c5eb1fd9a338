"""What the kernel alone takes for so many network namespaces with a veth pair each: no names, no
addresses, no routes, one thread, raw rtnetlink in batches."""

import ctypes
import os
import socket
import struct
import threading
import time

from commands import namespace_path

CLONE_NEWNET = 0x40000000
RTM_NEWLINK = 16
REQUEST, ACK, EXCL, CREATE = 1, 4, 0x200, 0x400
IFLA_IFNAME, IFLA_LINKINFO, IFLA_NET_NS_FD = 3, 18, 28
IFLA_NUM_TX_QUEUES, IFLA_NUM_RX_QUEUES = 31, 32
IFLA_INFO_KIND, IFLA_INFO_DATA, VETH_INFO_PEER = 1, 2, 1
NETLINK_ROUTE, NLMSG_ERROR = 0, 2
MNT_DETACH = 2
BATCH = 64

_libc = ctypes.CDLL(None, use_errno=True)


def measure(namespaces: int) -> float:
    """Seconds; everything is gone again, if not taken apart, when it returns."""
    result: list[float | BaseException] = []

    def body() -> None:
        try:
            result.append(_make(namespaces))
        except BaseException as error:  # Told where it is waited for.
            result.append(error)

    # Namespaces are a thread's own.
    thread = threading.Thread(target=body)
    thread.start()
    thread.join()
    if isinstance(result[0], BaseException):
        raise result[0]
    return result[0]


def drop(names: list[str]) -> float:
    """Seconds that it takes to remove named namespaces' names, and with them what is in them."""
    start = time.perf_counter()
    for name in names:
        path = namespace_path(name)
        if _libc.umount2(path.encode(), MNT_DETACH) != 0:
            raise OSError(ctypes.get_errno(), "umount2", path)
        os.unlink(path)
    return time.perf_counter() - start


def _make(namespaces: int) -> float:
    _unshare()
    hub = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, NETLINK_ROUTE)
    descriptors: list[int] = []
    try:
        start = time.perf_counter()
        for _ in range(namespaces):
            _unshare()
            descriptors.append(os.open("/proc/thread-self/ns/net", os.O_RDONLY))
        for first in range(0, namespaces, BATCH):
            _send(hub, [_veth(n, descriptors[n]) for n in range(namespaces)[first : first + BATCH]])
        return time.perf_counter() - start
    finally:
        hub.close()
        for descriptor in descriptors:
            os.close(descriptor)


def _unshare() -> None:
    if _libc.unshare(CLONE_NEWNET) != 0:
        raise OSError(ctypes.get_errno(), "unshare")


def _attribute(kind: int, payload: bytes) -> bytes:
    padding = b"\0" * (-len(payload) % 4)
    return struct.pack("=HH", 4 + len(payload), kind) + payload + padding


def _veth(number: int, namespace: int) -> bytes:
    """The body of a request for a pair, its far end in a namespace."""
    link = struct.pack("=BBHiII", 0, 0, 0, 0, 0, 0)
    queues = _attribute(IFLA_NUM_TX_QUEUES, struct.pack("=I", 1))
    queues += _attribute(IFLA_NUM_RX_QUEUES, struct.pack("=I", 1))
    far = link + _attribute(IFLA_IFNAME, b"eth0\0") + queues
    far += _attribute(IFLA_NET_NS_FD, struct.pack("=I", namespace))
    information = _attribute(IFLA_INFO_KIND, b"veth\0")
    information += _attribute(IFLA_INFO_DATA, _attribute(VETH_INFO_PEER, far))
    near = _attribute(IFLA_IFNAME, f"v{number}\0".encode()) + queues
    return link + near + _attribute(IFLA_LINKINFO, information)


def _send(hub: socket.socket, bodies: list[bytes]) -> None:
    flags = REQUEST | ACK | EXCL | CREATE
    hub.send(
        b"".join(
            struct.pack("=IHHII", 16 + len(body), RTM_NEWLINK, flags, 1, 0) + body
            for body in bodies
        )
    )
    for _ in bodies:
        answer = hub.recv(65536)
        kind, code = struct.unpack_from("=H", answer, 4)[0], struct.unpack_from("=i", answer, 16)[0]
        if kind != NLMSG_ERROR or code != 0:
            raise OSError(-code, "veth")
