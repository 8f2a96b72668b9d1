"""Where a request of the platform's own may go: to the world, and inside the house only where the operator says so."""

from __future__ import annotations

import ipaddress
import socket

from zhicheng.web.sending.channels.channel import NotSent


def is_outside(address: str) -> bool:
    """Whether an IP address is one of the world's: not private, not this machine's, no link's, no group's."""
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo[1] if found.teredo else None)
        if inner is not None:
            return is_outside(str(inner))
        if found in ipaddress.ip_network("64:ff9b::/96"):  # IPv4 behind a translator
            return is_outside(str(ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)))
    return found.is_global and not found.is_multicast


def checked_address(host: str, port: int, *, private: bool) -> str:
    """An IP address of a host, to be connected to as it is: asked for once, so that it can't change after the check.

    Raises:
        NotSent: the host has none, or one that lies inside (for good, unless ``private`` allows that).
    """
    try:
        found = {str(one[4][0]) for one in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    except (OSError, UnicodeError) as fault:
        raise NotSent((f"查不到 {host} 的地址", f"there is no address for {host}")) from fault
    if not private and not all(is_outside(one) for one in found):
        text = (f"{host} 指向内部地址，未获允许", f"{host} leads to an address inside, which is not allowed")
        raise NotSent(text, lasting=True)
    return min(found, key=lambda one: (":" in one, one))
