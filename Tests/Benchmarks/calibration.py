"""What the kernel alone takes for so many network namespaces with a veth pair each: no names, no
addresses, no routes, one thread, raw rtnetlink in batches."""

import ctypes
import os
import socket
import struct
import threading
import time
from collections.abc import Callable

from commands import namespace_path

CLONE_NEWNET = 0x40000000
RTM_NEWLINK, RTM_DELLINK = 16, 17
RTMGRP_LINK = 1
REQUEST, ACK, EXCL, CREATE = 1, 4, 0x200, 0x400
IFLA_IFNAME, IFLA_LINKINFO, IFLA_NET_NS_FD = 3, 18, 28
IFLA_NUM_TX_QUEUES, IFLA_NUM_RX_QUEUES = 31, 32
IFLA_INFO_KIND, IFLA_INFO_DATA, VETH_INFO_PEER = 1, 2, 1
NETLINK_ROUTE, NLMSG_ERROR = 0, 2
MNT_DETACH = 2
BATCH = 64
LONGEST_DISMANTLING_SECONDS = 120

_libc = ctypes.CDLL(None, use_errno=True)


def measure(namespaces: int) -> float:
    """Seconds; everything is gone again, if not taken apart, when it returns."""
    return _aside(lambda: _make(namespaces))


def taken_apart() -> float:
    """The time, by `time.perf_counter`, at which the kernel has taken apart every namespace that
    nobody holds any more.

    It does so batch by batch, what was dropped last in the last one: one more namespace goes when all
    devices of its batch do, and the one after it when its batch is over.
    """
    return _aside(_outlast)


def drop(names: list[str]) -> float:
    """Seconds that it takes to remove named namespaces' names, and with them what is in them."""
    start = time.perf_counter()
    for name in names:
        path = namespace_path(name)
        if _libc.umount2(path.encode(), MNT_DETACH) != 0:
            raise OSError(ctypes.get_errno(), "umount2", path)
        os.unlink(path)
    return time.perf_counter() - start


def _aside(body: Callable[[], float]) -> float:
    """What `body` returns on a thread of its own: namespaces are a thread's own."""
    result: list[float | BaseException] = []

    def run() -> None:
        try:
            result.append(body())
        except BaseException as error:  # Told where it is waited for.
            result.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    if isinstance(result[0], BaseException):
        raise result[0]
    return result[0]


def _outlast() -> float:
    _unshare()
    requests = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, NETLINK_ROUTE)
    events = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, NETLINK_ROUTE)
    home = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
    with requests, events:
        events.bind((0, RTMGRP_LINK))
        events.settimeout(LONGEST_DISMANTLING_SECONDS)
        for number in range(2):
            _unshare()
            passing = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
            if _libc.setns(home, CLONE_NEWNET) != 0:
                raise OSError(ctypes.get_errno(), "setns")
            _send(requests, [_veth(number, passing)])
            os.close(passing)
            while not _has_message(events.recv(65536), RTM_DELLINK):
                pass
    os.close(home)
    return time.perf_counter()


def _has_message(datagram: bytes, kind: int) -> bool:
    while datagram:
        length, found = struct.unpack_from("=IH", datagram)
        if found == kind:
            return True
        datagram = datagram[length + 3 & ~3 :]
    return False


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
