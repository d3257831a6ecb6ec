"""Made outputs of frame 2, section by section, and what they are judged by."""

import base64

from orchestrator.checks.answers import read_answers
from orchestrator.match import Asked, match
from orchestrator.model.answer import Answer, canary_address, canary_name
from orchestrator.model.plan import Family
from orchestrator.model.result import Status
from tests.match.made import AT, NONCE, index

NAME, ADDRESS = canary_name(NONCE), canary_address(NONCE)
LISTED = index("bad.example", "203.0.113.66", "203.0.113.77:8443")

MADE_RECORD = f"{NAME}\t{NAME}\t28\t0\t1\t{ADDRESS}"
MADE_LIMIT = f"{NAME}\t1"
MADE_HOSTS = f"{ADDRESS} {NAME}"
MADE_SOCKET = f"tcp ESTAB 0 0 [{ADDRESS}]:9 [{ADDRESS}]:9"
MADE_TEXT = f"made\thttp://{NAME}/ [{ADDRESS}]:9"
MADE_BLOCK = [
    *(f"    {NAME}", "    ----", f"    . : {NAME}", "    . : 28"),
    *("    . : 1", "    . : 16", "    . : .", f"    . : {ADDRESS}"),
]

Section = tuple[str, list[str]]
"""A part's name, behind it its status where it is not `ok`, and its rows."""


def output(check: str, *sections: Section) -> bytes:
    """Return a whole output that asks one check."""
    said = (_section(check, part, at, rows) for at, (part, rows) in enumerate(sections, start=1))
    return f"@{NONCE} frame 2\n{''.join(said)}@{NONCE} done 2 0 {len(sections)}\n".encode()


def _section(check: str, named: str, number: int, rows: list[str]) -> str:
    part, _, status = named.partition(" ")
    body = "".join(f"{row}\n" for row in rows).encode()
    source = "MSFT_DNSClientCache" if part == "records" else part
    return (
        f"@{NONCE} open64 {check} {part} {source}\n{base64.b64encode(body).decode()}\n"
        f"@{NONCE} shut {check} {part} {status or 'ok'} {number} {body.count(10)} {len(body)} \n"
    )


def read(family: Family, check: str, raw: bytes) -> Answer:
    """Return the answer that an output gives to one check."""
    asked = (check,)
    return read_answers(raw, nonce=NONCE, family=family, checks=asked, remote=True).answers[check]


def hits(check: str, said: Answer) -> list[tuple[str, Status]]:
    """Return what counts in an answer, the canary's apart, by `LISTED`."""
    found = match({check: said}, LISTED, Asked(nonce=NONCE, at=AT, clock=AT))
    return [
        (hit.observed, hit.status)
        for hit in found
        if hit.observed not in (NAME, ADDRESS) and not hit.weak
    ]
