"""Fetches what an address given by a stranger holds, without letting it reach into our own network.

The name is resolved once, every address of it is checked, and the connection goes to a checked address, so
that a name which answers differently the second time gains nothing. No proxy of the environment is used. One
deadline covers everything, however slowly the other side drips.

Source: the IANA registries of special-purpose addresses. `ipaddress.is_global` alone is wrong: it is true for
multicast, for addresses that carry an IPv4 address inside (NAT64, 6to4, IPv4-compatible) and for Azure's
metadata address.
"""

import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse
from ipaddress import IPv4Address, IPv4Network, IPv6Network, ip_address
from threading import Event, Thread, Timer
from time import monotonic
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from hospes.kit.errors import Malformed, Permanent, Refused, Temporary

PORTS = {"http": 80, "https": 443}
MOST_REDIRECTS = 3
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_NOT_PUBLIC_4 = [
    IPv4Network(net) for net in ("192.0.0.0/24", "192.88.99.0/24", "168.63.129.16/32", "224.0.0.0/3")
]
_UNICAST_6 = IPv6Network("2000::/3")
_NOT_PUBLIC_6 = [IPv6Network(net) for net in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")]


@dataclass(frozen=True, slots=True)
class Limits:
    """How much and how long: bytes of the answer's body, seconds for everything together."""

    size: int = 5 << 20
    seconds: float = 20
    allow_private: bool = False


def fetch(url: str, limits: Limits | None = None) -> bytes:
    """The body behind an http or https address.

    Follows redirects only on the same host and never from https to http. The address is taken for a secret:
    no message names more of it than the host.

    Args:
        url: the address.
        limits: see there; `allow_private` also lets other ports and addresses of the own network through.

    Raises:
        Malformed: this is no address that could be fetched.
        Refused: it leads somewhere it must not, or holds too much.
        Temporary: the other side did not answer, or not in time; worth another try.
        Permanent: the other side says that there is nothing to fetch.
    """
    limits = limits or Limits()
    ends = monotonic() + limits.seconds
    place = _read_url(url, limits)
    for _ in range(MOST_REDIRECTS + 1):
        body, target = _get(place, limits, ends)
        if not target:
            return body
        place = _follow(place, target, limits)
    raise Refused(f"{place.hostname} sends from one address to the next: give the last one.")


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the world, and to nothing of ours."""
    ip = ip_address(address.partition("%")[0])
    if isinstance(ip, IPv4Address):
        return ip.is_global and not any(ip in net for net in _NOT_PUBLIC_4)
    return ip.is_global and ip in _UNICAST_6 and not any(ip in net for net in _NOT_PUBLIC_6)


def _read_url(url: str, limits: Limits) -> SplitResult:
    try:
        place = urlsplit(url.strip())
        port = place.port
    except ValueError as error:
        raise Malformed("This is no web address: write it like https://example.com/calendar.ics.") from error
    if place.scheme not in PORTS or not place.hostname:
        raise Malformed(
            "Only http and https addresses can be fetched: write it like https://example.com/a.ics."
        )
    if place.username is not None or place.password is not None:
        raise Refused("The address holds a user or password before the host: leave them out.")
    if port not in (None, *PORTS.values()) and not limits.allow_private:
        raise Refused(f"Port {port} is not one of the web: use an address without it.")
    return place


def _follow(place: SplitResult, target: str, limits: Limits) -> SplitResult:
    new = _read_url(urljoin(place.geturl(), target), limits)
    if new.hostname != place.hostname or (place.scheme == "https" and new.scheme == "http"):
        raise Refused(
            f"{place.hostname} sends to another host: give the address where the calendar really is."
        )
    return new


def _get(place: SplitResult, limits: Limits, ends: float) -> tuple[bytes, str]:
    """One request: the body and "", or nothing and where it has moved to."""
    host = place.hostname or ""
    try:
        with closing(_connect(place, limits, ends)) as wire, _deadline(wire, ends) as is_late:
            try:
                answer = _ask(place, wire, limits)
            except (OSError, HTTPException, ValueError) as error:
                raise Temporary(_why(host, late=is_late())) from error
            # An answer without a length that we cut off ourselves looks like a whole one.
            if is_late():
                raise Temporary(_why(host, late=True))
            return answer
    except OSError as error:
        raise Temporary(_why(host, late=monotonic() >= ends)) from error


def _why(host: str, *, late: bool) -> str:
    if late:
        return f"{host} takes too long to answer: try again later."
    return f"{host} cannot be reached or breaks off: check the address, or try again later."


def _connect(place: SplitResult, limits: Limits, ends: float) -> socket.socket:
    """A connection to one of the checked addresses; for https with the handshake still to come."""
    host, port = place.hostname or "", place.port or PORTS[place.scheme]
    addresses = _resolve(host, port, ends)
    if not limits.allow_private and not all(map(is_public, addresses)):
        raise Refused(f"{host} leads into a private network: give an address on the internet.")
    last: OSError = OSError("no address")
    for address in addresses:
        try:
            wire = socket.create_connection((address, port), timeout=max(0.01, ends - monotonic()))
        except OSError as error:
            last = error
            continue
        if place.scheme == "https":
            context = ssl.create_default_context()
            return context.wrap_socket(wire, server_hostname=host, do_handshake_on_connect=False)
        return wire
    raise last


def _resolve(host: str, port: int, ends: float) -> list[str]:
    """All addresses of a name; asked in a thread, because the resolver keeps no deadline."""
    found: list[str] = []
    done = Event()

    def ask() -> None:
        try:
            for *_, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
                found.append(str(address[0]))
        except (OSError, UnicodeError):
            found.clear()
        finally:
            done.set()

    Thread(target=ask, name="resolve", daemon=True).start()
    if not done.wait(ends - monotonic()) or not found:
        raise Temporary(f"The name {host[:100]} is not known: check the address, or try again later.")
    return found


@contextmanager
def _deadline(wire: socket.socket, ends: float) -> Iterator[Callable[[], bool]]:
    """Cut the connection at an instant, whatever it does; gives whether that happened."""
    late = Event()

    def cut() -> None:
        late.set()
        with suppress(OSError):  # it may have ended meanwhile
            # The plain shutdown: TLS's own would take the session away from the thread that reads.
            socket.socket.shutdown(wire, socket.SHUT_RDWR)

    timer = Timer(max(0.0, ends - monotonic()), cut)
    timer.daemon = True
    timer.start()
    try:
        yield late.is_set
    finally:
        timer.cancel()


def _ask(place: SplitResult, wire: socket.socket, limits: Limits) -> tuple[bytes, str]:
    if isinstance(wire, ssl.SSLSocket):
        wire.do_handshake()
    connection = HTTPConnection(place.netloc)
    connection.sock = wire
    path = quote(place.path or "/", safe="/%:@!$&'()*+,;=~-._")
    query = f"?{quote(place.query, safe='/%:@!$&()*+,;=~-._?')}" if place.query else ""
    headers = {"Accept": "text/calendar, */*;q=0.1", "Accept-Encoding": "identity", "User-Agent": "Hospes"}
    connection.request("GET", path + query, headers={**headers, "Connection": "close"})
    with connection.getresponse() as response:
        return _read(place.hostname or "", response, limits)


def _read(host: str, response: HTTPResponse, limits: Limits) -> tuple[bytes, str]:
    target = response.getheader("Location")
    if response.status in _REDIRECTS and target:
        return b"", target
    if response.status >= 500 or response.status in (408, 425, 429):
        raise Temporary(f"{host} answers {response.status}: try again later.")
    if response.status != 200:
        raise Permanent(f"{host} answers {response.status}: check that the address is still valid.")
    if response.getheader("Content-Encoding", "identity").lower() != "identity":
        raise Refused(f"{host} sends packed data that was not asked for: give another address.")
    body = response.read(limits.size + 1)
    if len(body) > limits.size:
        raise Refused(f"{host} sends more than {limits.size >> 20} MB: ask for a smaller calendar.")
    if response.length:
        raise Temporary(f"{host} broke off in the middle: try again later.")
    return body, ""
