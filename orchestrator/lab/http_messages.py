"""As much of HTTP/1.1 as a WinRM listener needs: requests with a length, answers with a length."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import formatdate
from http import HTTPStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpRequest:
    """One request; header names are lower case."""

    line: str
    headers: Mapping[str, str]
    body: bytes


async def read_request(reader: asyncio.StreamReader) -> HttpRequest:
    """Read one request.

    Raises:
        asyncio.IncompleteReadError: The client hung up, as it does after its last request.
    """
    head = await reader.readuntil(b"\r\n\r\n")
    line, *rows = head.decode("latin-1").split("\r\n")
    cells = (row.partition(":") for row in rows if row)
    headers = {name.strip().lower(): value.strip() for name, _, value in cells}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return HttpRequest(line=line, headers=headers, body=body)


def head(status: HTTPStatus, headers: Mapping[str, str], length: int) -> bytes:
    """Return the head of an answer whose body has that many bytes."""
    rows = {
        "Server": "Microsoft-HTTPAPI/2.0",
        "Date": formatdate(usegmt=True),
        **headers,
        "Content-Length": str(length),
    }
    text = "".join(f"{name}: {value}\r\n" for name, value in rows.items())
    return f"HTTP/1.1 {status.value} {status.phrase}\r\n{text}\r\n".encode()
