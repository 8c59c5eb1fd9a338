"""Traffic between two namespaces by iperf3 and ping, one figure each."""

import json
import re
import time
from dataclasses import dataclass

from commands import CommandFailed, run, run_inside


@dataclass(frozen=True)
class Pair:
    """A client's namespace, a server's, and the address by which the client reaches the server."""

    client: str
    server: str
    address: str

    def wait_for_server(self, seconds: float = 15) -> None:
        """Returns once a connection to iperf3 carries data."""
        end = time.monotonic() + seconds
        while True:
            try:
                run_inside(self.client, *self._iperf3("--bytes", "1K"), timeout=10)
                return
            except CommandFailed:
                if time.monotonic() > end:
                    raise
                time.sleep(0.2)

    def tcp(self, seconds: int, *, reverse: bool = False) -> float:
        """Gbit/s that arrive over one stream; from the server if reversed."""
        end = self._measure(seconds, *(["--reverse"] if reverse else []))
        return end["sum_received"]["bits_per_second"] / 1e9

    def udp(self, seconds: int, payload: int) -> float:
        """Thousands of packets a second that arrive at the server's link, from one busy sender.

        The server's socket may lose some of them: that is the receiver's speed, not the path's.
        """
        before = self._received()
        end = self._measure(seconds, "--udp", "--bitrate", "0", "--length", str(payload))
        return (self._received() - before) / end["sum"]["seconds"] / 1e3

    def round_trip(self, count: int) -> float:
        """The median round trip in microseconds of pings, one after the other."""
        output = run_inside(
            self.client, "ping", "-n", "-i", "0.002", "-c", str(count), "-W", "1", self.address
        )
        times = sorted(float(found) for found in re.findall(r" time=([0-9.]+) ms", output))
        return times[len(times) // 2] * 1e3

    def hops(self) -> int:
        """How many routers a reply passes."""
        output = run_inside(self.client, "ping", "-n", "-c", "1", "-W", "2", self.address)
        found = re.search(r" ttl=(\d+) ", output)
        if found is None:
            raise CommandFailed(f"ping says no ttl: {output}")
        return 64 - int(found[1])

    def _measure(self, seconds: int, *options: str) -> dict:
        arguments = self._iperf3("--json", "--time", str(seconds), *options)
        return json.loads(run_inside(self.client, *arguments, timeout=seconds + 15))["end"]

    def _iperf3(self, *options: str) -> list[str]:
        return ["iperf3", "--client", self.address, "--connect-timeout", "2000", *options]

    def _received(self) -> int:
        shown = run("ip", "-netns", self.server, "-json", "-stats", "link", "show", "dev", "eth0")
        return json.loads(shown)[0]["stats64"]["rx"]["packets"]
