"""The content of a plan for an empty host in iproute2's, sysctl's and nft's words.

As few processes as these tools allow: one `ip -batch` for all namespaces, one a namespace and
address family for what is in it, one `bridge -batch`, `sysctl` and `nft` a namespace.
"""

import shlex
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path


# The source checks of the instances' ports are BPF filters, which these tools have no words for.
INEXPRESSIBLE = "data_plane"


class Inexpressible(Exception):
    """The plan has something that these tools cannot make."""


@dataclass
class Namespace:
    """What is made in one namespace, in order."""

    links: list[str] = field(default_factory=list)
    settings: list[str] = field(default_factory=list)
    stations: list[str] = field(default_factory=list)
    ipv6_rules: list[str] = field(default_factory=list)
    sysctls: list[str] = field(default_factory=list)
    tables: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Scripts:
    """Shell scripts, to be run in this order; `ip -batch` alone is in the first and the third."""

    namespaces: Path
    sysctls: Path
    content: Path
    nftables: Path


def convert(plan: dict, directory: Path) -> Scripts:
    """Writes the scripts, and the files that they name, into `directory`."""
    namespaces: dict[str, Namespace] = defaultdict(Namespace)
    for operation in plan["operations"]:
        _add(operation["changes"], namespaces)
    return _write(namespaces, directory)


def _add(changes: list[dict], namespaces: dict[str, Namespace]) -> None:
    """One operation's objects."""
    first = changes[0]["object"]
    for change in changes:
        thing, after = change["object"], change["after"]
        namespace = namespaces[thing["namespace"]]
        match thing["kind"]:
            case "namespace":
                topology = thing["namespace"].split(".")[1]
                alias = f"{topology}/{after['resource']}"
                namespace.settings.append(f"link set dev lo alias {alias} up")
            case "sysctl":
                namespace.sysctls.append(f"{thing['name'].replace('/', '.')}={after['value']}")
            case "link":
                namespace.settings += _link_settings(thing["name"], after)
                if "station" in after:
                    namespace.stations.append(
                        f"fdb add {after['station']} dev {thing['name']} master static"
                    )
            case "address":
                namespace.settings += [
                    f"address add {thing['address']}/{length} dev {thing['link']}"
                    + (" nodad" if ":" in thing["address"] else "")
                    for length in after["prefix_lengths"]
                ]
            case "neighbor":
                namespace.settings.append(
                    f"neighbour add {thing['address']} lladdr {after['mac_address']}"
                    f" dev {thing['link']} nud permanent"
                )
            case "route":
                namespace.settings.append(_route(thing, after))
            case "rule":
                rules = namespace.ipv6_rules if thing["rule"]["family"] == 6 else namespace.settings
                rules.append(_rule(thing["rule"]))
            case "nftables_table":
                namespace.tables.append(after["text"])
            case kind if kind == INEXPRESSIBLE:
                pass
            case kind:
                raise Inexpressible(f"a {kind} cannot be made by ip, sysctl and nft")
    if first["kind"] == "link":
        namespaces[first["namespace"]].links.append(_link_creation(changes))


def _link_creation(changes: list[dict]) -> str:
    near = changes[0]["after"]
    created = f"link add {_identity(changes[0])} numtxqueues 1 numrxqueues 1 type "
    if near["kind"]["kind"] == "bridge":
        return created + "bridge stp_state 0 forward_delay 0 mcast_snooping 0"
    far = changes[1]
    queues = "numtxqueues 1 numrxqueues 1"
    return created + f"veth peer {_identity(far)} {queues} netns {far['object']['namespace']}"


def _identity(change: dict) -> str:
    link = change["after"]
    return (
        f"name {change['object']['name']} index {link['index']}"
        f" address {link['mac_address']} mtu {link['mtu']}"
    )


def _link_settings(name: str, link: dict) -> list[str]:
    if link["disabled_offloads"]:
        raise Inexpressible("ip(8) does not switch offloads off")
    master = f" master {link['master']}" if "master" in link else ""
    generated = "" if link["generates_link_local_address"] else " addrgenmode none"
    up = " up" if link["up"] else ""
    settings = [
        f"link set dev {name} alias {link['alias']} group {link['group']}{master}{generated}{up}"
    ]
    if "station" in link:
        settings.append(f"link set dev {name} type bridge_slave learning off flood off")
    if not link.get("resolves_neighbors", True):
        settings += [
            f"ntable change name {table} dev {name} mcast_probes 0"
            for table in ("arp_cache", "ndisc_cache")
        ]
    return settings


def _route(thing: dict, after: dict) -> str:
    action = after["action"]
    where = f"table {thing['table']} metric {thing['metric']}"
    if "blackhole" in action:
        return f"route add blackhole {thing['destination']} {where}"
    via = f" via {action['via']}" if "via" in action else ""
    onlink = " onlink" if action.get("onlink") else ""
    return f"route add {thing['destination']}{via} dev {action['link']}{onlink} {where}"


def _rule(rule: dict) -> str:
    words = ["rule", "add"]
    if rule["inverted"]:
        words.append("not")
    if "input_link" in rule:
        words += ["iif", rule["input_link"]]
    if "source" in rule:
        words += ["from", rule["source"]]
    if "mark" in rule:
        words += ["fwmark", f"{rule['mark']['value']}/{rule['mark']['mask']}"]
    words += ["pref", str(rule["preference"])]
    action = rule["action"]
    words += ["lookup", str(action["lookup"])] if "lookup" in action else ["blackhole"]
    return " ".join(words)


def _write(namespaces: dict[str, Namespace], directory: Path) -> Scripts:
    def file(name: str, lines: list[str]) -> str:
        path = directory / name
        path.write_text("\n".join(lines) + "\n")
        return shlex.quote(str(path))

    def script(name: str, lines: list[str]) -> Path:
        path = directory / name
        path.write_text("\n".join(["set -e", *lines]) + "\n")
        return path

    def batches(suffix: str, contents: dict[str, list[str]], options: str = "") -> list[str]:
        return [
            f"ip {options}-netns {name} -batch {file(f'{name}.{suffix}', lines)}"
            for name, lines in contents.items()
            if lines
        ]

    names = file("names.ip", [f"netns add {name}" for name in namespaces])
    content = batches("links", {name: it.links for name, it in namespaces.items()})
    content += batches("settings", {name: it.settings for name, it in namespaces.items()})
    content += [
        f"bridge -netns {name} -batch {file(f'{name}.stations', it.stations)}"
        for name, it in namespaces.items()
        if it.stations
    ]
    content += batches("rules", {name: it.ipv6_rules for name, it in namespaces.items()}, "-6 ")
    sysctls = [
        f"ip netns exec {name} sysctl -qw {' '.join(it.sysctls)}"
        for name, it in namespaces.items()
        if it.sysctls
    ]
    tables = [
        f"ip netns exec {name} nft -f {file(f'{name}.nft', it.tables)}"
        for name, it in namespaces.items()
        if it.tables
    ]
    return Scripts(
        namespaces=script("namespaces.sh", [f"ip -batch {names}"]),
        sysctls=script("sysctls.sh", sysctls),
        content=script("content.sh", content),
        nftables=script("nftables.sh", tables),
    )
