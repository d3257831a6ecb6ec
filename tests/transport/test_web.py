"""Lists are got from servers that stall, flood, lie and lead astray, on real sockets."""

import gzip
import ipaddress
import ssl
from collections.abc import Callable
from pathlib import Path

import pytest

from orchestrator.model.fetch import (
    Fetched,
    FetchFailure,
    Got,
    NotGot,
    Terms,
    Unchanged,
    Validators,
)
from orchestrator.transport import web_wire
from orchestrator.transport.web import MAX_REDIRECTS, WebSession
from orchestrator.transport.web_address import FetchError, follow, parse, permitted
from tests.transport.web_server import Authority, Shop, closed_port, redirect, serving, text

LIST = b"bad.example\n192.0.2.7\n"


@pytest.fixture
def shop():
    with serving() as found:
        yield found


@pytest.fixture(scope="module")
def authority(tmp_path_factory) -> Authority:
    return Authority(tmp_path_factory.mktemp("ca"))


def terms(
    *,
    max_bytes: int = 1_000_000,
    timeout_s: float = 20,
    ca: Path | None = None,
    allow_private: bool = True,
    proxy: str | None = None,
    listed: Callable[[str], bool] = lambda _: False,
) -> Terms:
    return Terms(
        max_bytes=max_bytes,
        timeout_s=timeout_s,
        ca=str(ca) if ca else None,
        allow_private=allow_private,
        proxy=proxy,
        listed=listed,
    )


def get(url: str, known: Validators | None = None, **options) -> Fetched:
    with WebSession(terms(**options)) as session:
        return session.get(url, known or Validators())


def why(found: Fetched) -> FetchFailure:
    assert isinstance(found, NotGot), found
    return found.why


def test_a_list_and_its_validators(shop: Shop):
    shop.pages["/a"] = text(LIST, ETag='"7"', Last_Modified="Sun, 22 Nov 2026 07:00:00 GMT")
    found = get(shop.url("/a?x=1"))
    known = Validators(etag='"7"', modified="Sun, 22 Nov 2026 07:00:00 GMT")
    assert found == Got(body=LIST, validators=known)
    ((_, headers),) = shop.asked
    assert headers["Host"] == f"127.0.0.1:{shop.port}"
    assert "If-None-Match" not in headers


def test_what_is_known_is_said_and_may_be_the_newest(shop: Shop):
    shop.pages["/a"] = lambda handler: handler.say(status=304)
    assert get(shop.url("/a"), Validators(etag='"7"', modified="then")) == Unchanged()
    ((_, headers),) = shop.asked
    assert (headers["If-None-Match"], headers["If-Modified-Since"]) == ('"7"', "then")
    assert why(get(shop.url("/a"))) is FetchFailure.STATUS


def test_a_packed_and_a_chunked_body(shop: Shop):
    shop.pages["/gz"] = text(gzip.compress(LIST, mtime=0), Content_Encoding="gzip")
    assert get(shop.url("/gz")) == Got(body=LIST)

    def chunked(handler):
        handler.send_response(200)
        handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        handler.wfile.write(b"5\r\nbad.e\r\n6\r\nxample\r\n0\r\n\r\n")

    shop.pages["/chunked"] = chunked
    assert get(shop.url("/chunked")) == Got(body=b"bad.example")


def test_one_connection_serves_many_documents_and_is_opened_anew_when_lost(shop: Shop):
    peers = set()

    def count(handler):
        peers.add(handler.client_address)
        handler.say(LIST)
        handler.close_connection = handler.path == "/c"

    shop.pages.update({"/a": count, "/b": count, "/c": count})
    with WebSession(terms()) as session:
        for path in ("/a", "/b", "/c", "/a"):
            assert session.get(shop.url(path)) == Got(body=LIST)
    assert len(peers) == 2


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="counts descriptors as Linux does")
def test_connections_that_end_leave_nothing_open(authority: Authority):
    def once(handler):
        handler.say(LIST)
        handler.close_connection = True

    with serving(authority.issue()) as shop, WebSession(terms(ca=authority.pem)) as session:
        shop.pages["/a"] = once
        session.get(shop.url("/a"))
        before = len(list(Path("/proc/self/fd").iterdir()))
        for _ in range(20):
            assert session.get(shop.url("/a")) == Got(body=LIST)
        assert len(list(Path("/proc/self/fd").iterdir())) < before + 10


@pytest.mark.parametrize("status", [204, 206, 301, 401, 404, 500, 503])
def test_an_answer_that_is_no_list(shop: Shop, status: int):
    shop.pages["/a"] = lambda handler: handler.say(status=status)
    assert get(shop.url("/a")) == NotGot(why=FetchFailure.STATUS, detail=str(status))


def test_redirects_are_followed_and_end(shop: Shop):
    shop.pages.update({"/0": redirect("/1"), "/1": redirect(shop.url("/2")), "/2": text(LIST)})
    assert get(shop.url("/0")) == Got(body=LIST)
    shop.pages["/loop"] = redirect("/loop")
    shop.asked.clear()
    assert why(get(shop.url("/loop"))) is FetchFailure.REDIRECTS
    assert len(shop.asked) == MAX_REDIRECTS + 1


@pytest.mark.parametrize(
    ("to", "expected"),
    [
        ("ftp://lists.example/", FetchFailure.BAD_URL),
        ("http://u:p@lists.example/", FetchFailure.BAD_URL),
        ("http://[::1/", FetchFailure.BAD_URL),
        ("http://169.254.169.254/latest", FetchFailure.PRIVATE_ADDRESS),
        ("http://[fe80::1]/", FetchFailure.PRIVATE_ADDRESS),
        ("http://127.0.0.2/", FetchFailure.PRIVATE_ADDRESS),  # permitted to the first host alone
        ("http://localhost/", FetchFailure.PRIVATE_ADDRESS),
        ("http://bad.example/", FetchFailure.LISTED),
    ],
)
def test_redirects_are_judged(shop: Shop, to: str, expected: FetchFailure):
    shop.pages["/a"] = redirect(to)
    assert why(get(shop.url("/a"), listed=lambda host: host == "bad.example")) is expected


def test_a_private_address_needs_permission(shop: Shop):
    for url in (shop.url("/"), f"http://localhost:{shop.port}/"):
        assert why(get(url, allow_private=False)) is FetchFailure.PRIVATE_ADDRESS
    assert shop.asked == []


def test_every_address_of_a_name_is_judged_and_no_other_is_used(shop: Shop, monkeypatch):
    asked = []

    def answers(*found: str):
        def look_up(name, *_):
            asked.append(name)
            return tuple((web_wire.socket.AF_INET, (one, shop.port)) for one in found)

        monkeypatch.setattr(web_wire, "look_up", look_up)

    shop.pages["/"] = text(LIST)
    answers("127.0.0.1")
    assert get(f"http://mirror.example:{shop.port}/") == Got(body=LIST)
    assert asked == ["mirror.example"]
    answers("127.0.0.1", "169.254.1.1")
    assert why(get("http://mirror.example/")) is FetchFailure.PRIVATE_ADDRESS
    answers("127.0.0.1")
    listed = get("http://mirror.example/", listed=lambda text: text == "127.0.0.1")
    assert why(listed) is FetchFailure.LISTED


def test_a_listed_name_is_not_even_looked_up(monkeypatch):
    monkeypatch.setattr(web_wire, "look_up", None)
    assert why(get("http://BAD.example./x", listed=lambda text: text == "bad.example")) is (
        FetchFailure.LISTED
    )


def test_nobody_there(monkeypatch):
    assert why(get(f"http://127.0.0.1:{closed_port()}/")) is FetchFailure.UNREACHABLE

    def look_up(*_):
        raise web_wire.socket.gaierror

    monkeypatch.setattr(web_wire, "look_up", look_up)
    assert why(get("http://nobody.invalid/")) is FetchFailure.UNKNOWN_NAME


def test_no_environment_leads_through_a_proxy(shop: Shop, monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{closed_port()}")
    shop.pages["/"] = text(LIST)
    assert get(shop.url("/")) == Got(body=LIST)


def test_a_proxy_that_the_source_names(shop: Shop):
    proxy = shop.url("")
    shop.pages["http://lists.example/a"] = text(LIST)
    assert get("http://lists.example/a", proxy=proxy, allow_private=False) == Got(body=LIST)
    refusing = f"{proxy}/"
    shop.pages["lists.example:443"] = lambda handler: handler.say(status=403)
    assert why(get("https://lists.example/a", proxy=refusing)) is FetchFailure.STATUS


def test_tls_through_a_proxy_reaches_the_server_itself(shop: Shop, authority: Authority):
    with serving(authority.issue()) as inner:
        inner.pages["/a"] = text(LIST)
        assert get(inner.url("/a"), ca=authority.pem, proxy=shop.url("")) == Got(body=LIST)
    assert [path for path, _ in shop.asked] == [f"127.0.0.1:{inner.port}"]


def dripping(handler):
    handler.send_response(200)
    handler.send_header("Content-Length", "100000")
    handler.end_headers()
    while not handler.server.shop.stopping.wait(0.05):
        handler.wfile.write(b"x")


def silent(handler):
    handler.server.shop.stopping.wait(60)


@pytest.mark.parametrize("page", [dripping, silent])
def test_a_server_that_stalls_ends_with_the_deadline(shop: Shop, page):
    shop.pages["/a"] = page
    assert why(get(shop.url("/a"), timeout_s=0.4)) is FetchFailure.TOO_SLOW
    shop.pages["lists.example:443"] = silent
    stalled = get("https://lists.example/a", proxy=shop.url(""), timeout_s=0.4)
    assert why(stalled) is FetchFailure.TOO_SLOW


def test_an_endless_body_ends_with_the_budget(shop: Shop):
    def endless(handler):
        handler.send_response(200)
        handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        while True:
            handler.wfile.write(b"8000\r\n" + b"a" * 0x8000 + b"\r\n")

    shop.pages["/a"] = endless
    assert why(get(shop.url("/a"))) is FetchFailure.TOO_LARGE


def test_a_bomb_is_not_unpacked(shop: Shop):
    shop.pages["/a"] = text(gzip.compress(b"\0" * 50_000_000), Content_Encoding="gzip")
    assert why(get(shop.url("/a"))) is FetchFailure.TOO_LARGE


def test_the_budget_is_one_for_the_whole_visit(shop: Shop):
    shop.pages["/a"] = text(b"a" * 600)
    with WebSession(terms(max_bytes=1000)) as session:
        assert session.get(shop.url("/a")) == Got(body=b"a" * 600)
        assert why(session.get(shop.url("/a"))) is FetchFailure.TOO_LARGE


@pytest.mark.parametrize(
    ("body", "headers", "expected"),
    [
        (LIST, {"Content_Length": "1000"}, FetchFailure.CUT),
        (gzip.compress(LIST, mtime=0)[:-9], {"Content_Encoding": "gzip"}, FetchFailure.CUT),
        (b"no gzip", {"Content_Encoding": "gzip"}, FetchFailure.NOT_HTTP),
        (
            gzip.compress(LIST, mtime=0) + b"more",
            {"Content_Encoding": "gzip"},
            FetchFailure.NOT_HTTP,
        ),
        (LIST, {"Content_Encoding": "br"}, FetchFailure.NOT_HTTP),
    ],
)
def test_a_body_that_is_not_whole(shop: Shop, body: bytes, headers, expected):
    def page(handler):
        handler.say(body, **headers)
        handler.close_connection = True

    shop.pages["/a"] = page
    assert why(get(shop.url("/a"))) is expected


def test_a_body_whose_end_nobody_can_tell(shop: Shop):
    def page(handler):
        handler.wfile.write(b"HTTP/1.0 200 OK\r\n\r\nbad.example\n")
        handler.close_connection = True

    shop.pages["/a"] = page
    assert why(get(shop.url("/a"))) is FetchFailure.CUT


def test_what_is_no_http(shop: Shop):
    def page(handler):
        handler.wfile.write(b"220 ftp ready\r\n")
        handler.close_connection = True

    shop.pages["/a"] = page
    assert why(get(shop.url("/a"))) is FetchFailure.NOT_HTTP


def test_an_authority_of_ones_own(authority: Authority):
    with serving(authority.issue()) as shop:
        shop.pages["/a"] = text(LIST)
        assert get(shop.url("/a"), ca=authority.pem) == Got(body=LIST)
        shop.pages["/b"] = redirect(f"http://127.0.0.1:{shop.port}/a")
        assert why(get(shop.url("/b"), ca=authority.pem)) is FetchFailure.DOWNGRADE
        assert why(get(shop.url("/a"))) is FetchFailure.CERTIFICATE


@pytest.mark.parametrize("options", [{"address": "127.0.0.2"}, {"expired": True}])
def test_a_certificate_that_proves_nothing(authority: Authority, options):
    with serving(authority.issue(**options)) as shop:
        shop.pages["/a"] = text(LIST)
        assert why(get(shop.url("/a"), ca=authority.pem)) is FetchFailure.CERTIFICATE
        assert shop.asked == []


def test_tls_that_is_cut_is_no_end(authority: Authority):
    def page(handler):
        handler.wfile.write(b"HTTP/1.0 200 OK\r\n\r\nbad.example\n")
        ssl.SSLSocket.shutdown(handler.connection, 2)  # without TLS' own goodbye
        handler.close_connection = True

    with serving(authority.issue()) as shop:
        shop.pages["/a"] = page
        assert why(get(shop.url("/a"), ca=authority.pem)) is FetchFailure.CUT


def test_a_plain_server_where_tls_is_wanted(shop: Shop):
    assert why(get(f"https://127.0.0.1:{shop.port}/")) in (FetchFailure.TLS, FetchFailure.CUT)


@pytest.mark.parametrize(
    ("address", "public", "private"),
    [
        ("8.8.8.8", True, True),
        ("2606:4700::1", True, True),
        ("10.1.2.3", False, True),
        ("127.0.0.1", False, True),
        ("fd00::1", False, True),
        ("::ffff:10.0.0.1", False, True),
        ("100.64.0.1", False, False),
        ("169.254.169.254", False, False),
        ("::ffff:169.254.169.254", False, False),
        ("64:ff9b::a9fe:a9fe", False, False),
        ("2002:a9fe:a9fe::1", False, False),
        ("224.0.0.1", False, False),
        ("0.0.0.0", False, False),  # noqa: S104 - judged, not bound
        ("fe80::1", False, False),
    ],
)
def test_which_addresses_are_permitted(address: str, public: bool, private: bool):  # noqa: FBT001
    found = ipaddress.ip_address(address)
    assert permitted(found, allow_private=False) is public
    assert permitted(found, allow_private=True) is private


def test_addresses_are_taken_apart():
    found = parse("HTTPS://Bücher.Example:8443/a b?q=ä#top".replace(" ", "%20"))
    assert found == ("https", "xn--bcher-kva.example", 8443, "/a%20b?q=%C3%A4")
    assert parse("http://[2001:db8::1]:80/").authority == "[2001:db8::1]"
    assert follow(found, "../c").url == "https://xn--bcher-kva.example:8443/c"


@pytest.mark.parametrize(
    "url",
    ["", "lists.example", "file:///etc/passwd", "http:///x", "http://a:99999/", "http://a/\n"],
)
def test_what_is_no_web_address(url: str):
    with pytest.raises(FetchError):
        parse(url)
