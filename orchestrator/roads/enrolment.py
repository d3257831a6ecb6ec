"""The file by which a site learns for whom it works.

No secret is in it, and nobody believes it until its eight words were compared by telephone.
"""

import re
from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from orchestrator.errors import InputError, Place
from orchestrator.files.typed_json import compact_json, read_json
from orchestrator.model.site_names import SITE_NAME
from orchestrator.roads.key_words import words_of
from orchestrator.roads.kit_keys import KitKey, public_part, read_key
from orchestrator.roads.signing_keys import PUBLIC_KEY_DIGITS
from orchestrator.text.message import say

MOST_ENROLMENT_BYTES: Final = 256 * 1024
_FORM: Final = 1
_MOST_UNITS: Final = 5_000
_MOST_NAME: Final = 255
_MOST_KEYS: Final = 4
_MOST_PORT: Final = 65_535
_PEM: Final = "-----BEGIN CERTIFICATE-----"
_NO_HOST: Final = re.compile(r"[^0-9A-Za-z.:_-]", re.ASCII)


class BrokerPlace(Struct, frozen=True, kw_only=True):
    """Where the hub's broker is reached, and by which authority it is known (PEM)."""

    host: str
    port: int
    authority: str

    def __post_init__(self) -> None:
        """Refuse what no hub writes; ValueError."""
        named = 0 < len(self.host) <= _MOST_NAME and not _NO_HOST.search(self.host)
        if not (named and 0 < self.port <= _MOST_PORT and self.authority.startswith(_PEM)):
            msg = "a value out of its bounds"
            raise ValueError(msg)


class Enrolment(Struct, frozen=True, kw_only=True):
    """What the district tells a site of both.

    Attributes:
        site: The site's name.
        district: What the district calls itself.
        hub: The public key by which the hub signs (hexadecimal).
        certificates: Of the keys for which the site seals (PEM); each opens all.
        units: The codes of the units whose machines are the site's.
        broker: Where results are sent over the network; None where they travel as files.
    """

    site: str
    district: str
    hub: str
    certificates: tuple[str, ...]
    units: tuple[str, ...]
    form: int
    broker: BrokerPlace | None = None

    def __post_init__(self) -> None:
        """Refuse what no hub writes; ValueError."""
        hexadecimal = len(self.hub) == PUBLIC_KEY_DIGITS and len(bytes.fromhex(self.hub))
        names = (self.district, *self.units)
        named = all(0 < len(name) <= _MOST_NAME and name.isprintable() for name in names)
        numbers = 0 < len(self.certificates) <= _MOST_KEYS and len(self.units) <= _MOST_UNITS
        if not (hexadecimal and named and numbers and SITE_NAME.fullmatch(self.site)):
            msg = "a value out of its bounds"
            raise ValueError(msg)

    @property
    def words(self) -> str:
        """The eight words of all that stands in it."""
        return words_of(written_enrolment(self))


def new_enrolment(
    site: str,
    district: str,
    hub: str,
    keys: Sequence[KitKey],
    units: Sequence[str],
    broker: BrokerPlace | None,
) -> Enrolment:
    """Return what a site is told; ValueError where something of it cannot be."""
    return Enrolment(
        site=site,
        district=district,
        hub=hub,
        certificates=tuple(public_part(key).decode("ascii") for key in keys),
        units=tuple(sorted(units)),
        form=_FORM,
        broker=broker,
    )


def written_enrolment(enrolment: Enrolment) -> bytes:
    """Return an enrolment file's bytes: JSON on one line."""
    return f"{compact_json(enrolment)}\n".encode()


def read_enrolment(data: bytes, file: str) -> Enrolment:
    """Return what an enrolment file says.

    Args:
        data: Its bytes, from anywhere; the caller bounds them.
        file: Its name, for the message.

    Raises:
        InputError: It is none, was cut, or is of a form that a later version writes.
    """
    try:
        found = read_json(data, Enrolment)
    except ValueError as error:
        raise _no_enrolment(file) from error
    if found.form != _FORM or written_enrolment(found).strip() != data.strip():
        raise _no_enrolment(file)
    sealing_for(found, file)
    return found


def sealing_for(enrolment: Enrolment, file: str) -> tuple[KitKey, ...]:
    """Return the keys for which a site seals; StateError where one of them is none."""
    place = Place(file=file)
    return tuple(read_key(one.encode(), place) for one in enrolment.certificates)


def _no_enrolment(file: str) -> InputError:
    return InputError.one(say("enrolment.unread"), say("enrolment.mend"), Place(file=file))
