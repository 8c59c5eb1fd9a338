"""Mininet making routers with so many hosts linked to each: prints the seconds that it takes.

/usr/bin/python3 mininet_peer.py ROUTERS HOSTS, as root.
"""

import sys
import time

from mininet.link import Link
from mininet.net import Mininet
from mininet.node import Node


def main() -> None:
    routers, hosts = (int(argument) for argument in sys.argv[1:3])
    network = Mininet(controller=None, build=False)
    try:
        start = time.perf_counter()
        for number in range(routers):
            _add_router(network, number, hosts)
        network.build()
        seconds = time.perf_counter() - start
    finally:
        network.stop()
    print(seconds)


def _add_router(network: Mininet, number: int, hosts: int) -> None:
    router = network.addHost(f"r{number}", cls=Node, ip=None)
    for index in range(hosts):
        host = network.addHost(f"h{number}x{index}", cls=Node, ip=None)
        address = {"ip": f"10.{number}.0.{index + 4}/24"}
        network.addLink(
            router, host, cls=Link, intfName1=f"r{number}-{index}", intfName2="eth0",
            params2=address,
        )


if __name__ == "__main__":
    main()
