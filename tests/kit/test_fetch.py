"""Fetching what strangers name: never from our own network, never too much, never for too long."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from hospes.kit.errors import HospesError, Malformed, Permanent, Refused, Temporary
from hospes.kit.fetch import Limits, fetch, is_public

HERE = Limits(size=1000, seconds=20, allow_private=True)
PRIVATE = "leads into a private network: give an address on the internet."


class Portal(BaseHTTPRequestHandler):
    """Answers by the path that is asked for."""

    over = Event()

    def do_GET(self) -> None:
        getattr(self, f"answer_{self.path.split('?')[0].strip('/')}", self.answer_missing)()

    def answer_calendar(self) -> None:
        self.say(200, b"BEGIN:VCALENDAR " + self.path.encode() + b" " + self.headers["Host"].encode())

    def answer_large(self) -> None:
        self.say(200, b"x" * 1001)

    def answer_endless(self) -> None:
        self.send_response(200)
        self.end_headers()
        while not self.over.wait(0.01):
            self.wfile.write(b"x")

    def answer_short(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "500")
        self.end_headers()
        self.wfile.write(b"BEGIN:VCALENDAR")

    def answer_packed(self) -> None:
        self.say(200, b"x", ("Content-Encoding", "gzip"))

    def answer_moved(self) -> None:
        self.say(302, b"", ("Location", "/calendar"))

    def answer_away(self) -> None:
        self.say(302, b"", ("Location", "http://169.254.169.254/latest/meta-data"))

    def answer_file(self) -> None:
        self.say(302, b"", ("Location", "file:///etc/passwd"))

    def answer_plain(self) -> None:
        self.say(302, b"", ("Location", "http://localhost/calendar"))

    def answer_round(self) -> None:
        self.say(302, b"", ("Location", "/round"))

    def answer_busy(self) -> None:
        self.say(503, b"")

    def answer_missing(self) -> None:
        self.say(404, b"")

    def say(self, status: int, body: bytes, *headers: tuple[str, str]) -> None:
        self.send_response(status)
        for header in (*headers, ("Content-Length", str(len(body)))):
            self.send_header(*header)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


@pytest.fixture(scope="module")
def portal() -> Iterator[str]:
    with serving() as url:
        yield url


@contextmanager
def serving(certificate: Path | None = None) -> Iterator[str]:
    Portal.over.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Portal)
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    server.handle_error = lambda *_: None  # type: ignore[method-assign]  # we hang up on it on purpose
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    Portal.over.set()
    server.shutdown()
    server.server_close()


def test_the_body_comes_back_with_the_whole_address_asked(portal: str) -> None:
    host = portal.removeprefix("http://")
    assert (
        fetch(f"{portal}/calendar?s=a b&é", HERE)
        == f"BEGIN:VCALENDAR /calendar?s=a%20b&%C3%A9 {host}".encode()
    )


def test_a_redirect_on_the_same_host_is_followed(portal: str) -> None:
    assert fetch(f"{portal}/moved", HERE).startswith(b"BEGIN:VCALENDAR /calendar")


@pytest.mark.parametrize(
    ("path", "kind", "sentence"),
    [
        ("large", Refused, "127.0.0.1 sends more than 0 MB: ask for a smaller calendar."),
        ("packed", Refused, "127.0.0.1 sends packed data that was not asked for: give another address."),
        ("away", Refused, "127.0.0.1 sends to another host: give the address where the calendar really is."),
        (
            "file",
            Malformed,
            "Only http and https addresses can be fetched: write it like https://example.com/a.ics.",
        ),
        ("round", Refused, "127.0.0.1 sends from one address to the next: give the last one."),
        ("short", Temporary, "127.0.0.1 broke off in the middle: try again later."),
        ("busy", Temporary, "127.0.0.1 answers 503: try again later."),
        ("nothing", Permanent, "127.0.0.1 answers 404: check that the address is still valid."),
    ],
)
def test_what_is_not_a_good_answer_is_said(
    portal: str, path: str, kind: type[HospesError], sentence: str
) -> None:
    with pytest.raises(kind) as refused:
        fetch(f"{portal}/{path}?secret", HERE)
    assert refused.value.message == sentence


def test_one_deadline_holds_however_slowly_the_other_side_drips(portal: str) -> None:
    with pytest.raises(Temporary) as refused:
        fetch(f"{portal}/endless", Limits(seconds=0.3, allow_private=True))
    assert refused.value.message == "127.0.0.1 takes too long to answer: try again later."


def certificate_of_localhost(folder: Path) -> Path:
    """A certificate for the name localhost alone, with its key, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    made = made.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
    made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
    written = made.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM)
    path = folder / "localhost.pem"
    path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()) + written)
    return path


def test_https_is_believed_only_with_a_certificate_of_the_host(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = certificate_of_localhost(tmp_path)
    with serving(certificate) as url:
        port = url.rpartition(":")[2]
        good, other = f"https://localhost:{port}/calendar", f"https://127.0.0.1:{port}/calendar"
        with pytest.raises(Temporary):
            fetch(good, HERE)
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        assert fetch(good, HERE).startswith(b"BEGIN:VCALENDAR /calendar")
        with pytest.raises(Temporary):
            fetch(other, HERE)
        with pytest.raises(Temporary) as late:
            fetch(f"https://localhost:{port}/endless", Limits(seconds=0.5, allow_private=True))
    assert late.value.message == "localhost takes too long to answer: try again later."


def test_https_is_never_left_for_http(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    certificate = certificate_of_localhost(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with serving(certificate) as url, pytest.raises(Refused):
        fetch(f"https://localhost:{url.rpartition(':')[2]}/plain", HERE)


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1", "127.1", "0x7f.1", "2130706433", "0177.0.0.1", "①②⑦.0.0.1", "localhost", "0.0.0.0",
        "10.0.0.1", "172.16.0.1", "192.168.1.1", "100.64.0.1", "169.254.169.254", "168.63.129.16",
        "224.0.0.1", "255.255.255.255", "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::127.0.0.1]",
        "[64:ff9b::7f00:1]", "[64:ff9b:1::a9fe:a9fe]", "[2002:7f00:1::]", "[fe80::1]", "[fc00::1]",
        "[ff02::1]", "[2001::1]", "[2001:db8::1]", "[fd00:ec2::254]",
    ],
)  # fmt: skip
def test_no_way_of_writing_leads_into_our_own_network(host: str) -> None:
    with pytest.raises((Refused, Temporary)) as refused:
        fetch(f"http://{host}/")
    assert refused.value.message.endswith((PRIVATE, "is not known: check the address, or try again later."))


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "93.184.216.34", "2606:4700::1111", "2a00:1450:4003:80c::200e"]
)
def test_addresses_of_the_world_are_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address", ["::127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "224.0.0.1", "ff02::1"]
)
def test_addresses_that_only_seem_public_are_not(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("file:///etc/passwd", Malformed),
        ("gopher://example.com/", Malformed),
        ("example.com/a.ics", Malformed),
        ("http://", Malformed),
        ("http://[::1", Malformed),
        ("http://example.com:99999/", Malformed),
        ("https://user:password@example.com/", Refused),
        ("https://example.com:22/", Refused),
    ],
)
def test_what_is_no_address_of_the_web_is_refused(url: str, kind: type[HospesError]) -> None:
    with pytest.raises(kind):
        fetch(url)
