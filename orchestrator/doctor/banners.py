"""What the first bytes of a service tell: SSH, a web server, WS-Management, TLS, something else."""

import http.client
import io
import re
from datetime import UTC, datetime
from email.message import Message
from email.utils import parsedate_to_datetime
from urllib.parse import quote

from orchestrator.model.diagnosis import Http, HungUp, Mute, Noise, Ssh, Tls

MAX_BYTES = 8 * 1024
"""Of what one service may say before we make up our mind."""

_IDENTIFY = (
    b'<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:i='
    b'"http://schemas.dmtf.org/wbem/wsman/identity/1/wsmanidentity.xsd"><s:Header/>'
    b"<s:Body><i:Identify/></s:Body></s:Envelope>"
)
_BANNER = re.compile(rb"(?m)^SSH-[\d.]+-([^\r\n]{0,100})")
_STATUS = re.compile(rb"HTTP/1\.[01] (\d{3})\b")
_TLS_ALERT = b"\x15\x03"
_HEAD_END = b"\r\n\r\n"
_NOISE_BYTES = 40
_SERVER_CHARS = 100
_WINDOWS_WAYS = frozenset(("negotiate", "kerberos", "ntlm"))


def request(address: str, port: int, path: str) -> bytes:
    """Return a WS-Management Identify without a credential, as Windows' own Test-WSMan sends it."""
    host = quote(address, safe=":")
    host = f"[{host}]" if ":" in host else host
    head = (
        f"POST {quote(path, safe='/%?=&')} HTTP/1.1\r\nHost: {host}:{port}\r\n"
        "Content-Type: application/soap+xml;charset=UTF-8\r\nWSMANIDENTIFY: unauthenticated\r\n"
        f"Content-Length: {len(_IDENTIFY)}\r\nConnection: close\r\n\r\n"
    )
    return head.encode("ascii") + _IDENTIFY


def is_whole(raw: bytes) -> bool:
    """Whether there is no need to read on: a banner's line, or a web server's whole answer."""
    if _BANNER.search(raw):
        return raw.endswith(b"\n")
    head, end, body = raw.partition(_HEAD_END)
    if not (end and head.startswith(b"HTTP/")):
        return False
    length = re.search(rb"(?im)^content-length:[ \t]*(\d{1,9})[ \t]*\r?$", head)
    return length is not None and len(body) >= int(length[1])


def understand(raw: bytes, *, ended: bool) -> Mute | HungUp | Ssh | Http | Noise | Tls:
    """Return what speaks so.

    Args:
        raw: All that it said, up to `MAX_BYTES`; any bytes.
        ended: Whether it closed the connection, rather than let the time run out.
    """
    if not raw:
        return HungUp() if ended else Mute()
    if banner := _BANNER.search(raw):
        return Ssh(software=banner[1].decode("utf-8", "replace").strip())
    if status := _STATUS.match(raw):
        return _http(int(status[1]), raw)
    return Tls() if raw.startswith(_TLS_ALERT) else Noise(start=raw[:_NOISE_BYTES])


def _http(status: int, raw: bytes) -> Http:
    head, _, body = raw.partition(_HEAD_END)
    headers = _headers(head.partition(b"\n")[2])
    challenges = headers.get_all("WWW-Authenticate") or []
    offers = tuple(dict.fromkeys(text.split(" ")[0].strip().lower() for text in challenges))
    denied = status == http.client.UNAUTHORIZED
    by_offer = denied and (bool(_WINDOWS_WAYS & set(offers)) or "WSMAN" in " ".join(challenges))
    return Http(
        status=status,
        server=str(headers.get("Server", ""))[:_SERVER_CHARS],
        offers=offers,
        winrm=by_offer or b"IdentifyResponse" in body,
        date=_date(str(headers.get("Date", ""))),
    )


def _headers(text: bytes) -> Message:
    try:
        return http.client.parse_headers(io.BytesIO(text + _HEAD_END))
    except http.client.HTTPException:  # too many or too long: then nothing of them counts
        return Message()


def _date(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return found.astimezone(UTC) if found.tzinfo else None
