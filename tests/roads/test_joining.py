"""Whose an answer is: the table of cases, and what speaks against a guess."""

import pytest

from orchestrator.model.look import JoinedBy
from orchestrator.model.observation import Identifier, IdKind
from orchestrator.roads.joining import (
    Clash,
    Differs,
    Joined,
    KitWord,
    KnownPrints,
    Print,
    Unknown,
    folded_name,
    hardware_of,
    join,
)

BOARD, OTHER_BOARD = (IdKind.HARDWARE, "U1"), (IdKind.HARDWARE, "U2")
CARD, OTHER_CARD = (IdKind.ADAPTER, "M1"), (IdKind.ADAPTER, "M2")
HERE, THERE = "th_hoa_sen", "th_sen_vang"
UNITS = {7: HERE, 9: HERE, 11: HERE, 70: THERE}
NAMES = {"pc7": {7: True}, "pc9": {9: True}, "pc": {7: True, 9: True}, "dat": {11: False}}


def prints(*known: tuple[int, Print, bool]) -> KnownPrints:
    owners: dict[Print, dict[int, bool]] = {}
    of: dict[int, set[Print]] = {}
    for row, value, sure in known:
        owners.setdefault(value, {})[row] = sure
        of.setdefault(row, set()).add(value)
    return KnownPrints(owners=owners, of=of, units=UNITS)


def joined(chosen: int | None, name: str, hardware: set[Print], known: KnownPrints) -> object:
    word = KitWord(unit=HERE, chosen=chosen, name=name, hardware=frozenset(hardware))
    return join(word, {7, 9, 11}, NAMES, known)


NOBODY, SEVEN = prints(), prints((7, BOARD, True), (7, CARD, True))


@pytest.mark.parametrize(
    ("chosen", "name", "hardware", "known", "expected"),
    [
        # hardware known for one row, none or the same chosen
        (None, "x", {BOARD}, SEVEN, Joined(machine=7, by=JoinedBy.HARDWARE)),
        (7, "pc9", {CARD}, SEVEN, Joined(machine=7, by=JoinedBy.HARDWARE)),
        (7, "x", {BOARD, OTHER_CARD}, SEVEN, Joined(machine=7, by=JoinedBy.HARDWARE)),
        (None, "x", {CARD}, prints((7, CARD, False)), Joined(machine=7, by=JoinedBy.CHOICE)),
        # another row chosen
        (9, "pc9", {BOARD}, SEVEN, Clash(machines=frozenset({7, 9}))),
        # hardware new, row free, the name no other row's
        (9, "x", {OTHER_CARD}, SEVEN, Joined(machine=9, by=JoinedBy.CHOICE)),
        (9, "pc9", {OTHER_CARD}, SEVEN, Joined(machine=9, by=JoinedBy.NAME)),
        (9, "pc", {OTHER_CARD}, SEVEN, Joined(machine=9, by=JoinedBy.CHOICE)),
        (11, "dat", {OTHER_CARD}, SEVEN, Joined(machine=11, by=JoinedBy.CHOICE)),
        (9, "pc9", set(), SEVEN, Joined(machine=9, by=JoinedBy.CHOICE)),
        # the name is another row's
        (11, "pc9", {OTHER_CARD}, NOBODY, Clash(machines=frozenset({9, 11}))),
        (11, "pc9", set(), NOBODY, Clash(machines=frozenset({9, 11}))),
        # no row chosen, the name is one free row's
        (None, "pc9", {OTHER_CARD}, SEVEN, Joined(machine=9, by=JoinedBy.NAME)),
        (None, "dat", {OTHER_CARD}, SEVEN, Joined(machine=11, by=JoinedBy.CHOICE)),
        (None, "pc9", set(), NOBODY, Unknown()),
        (None, "pc", {OTHER_CARD}, NOBODY, Unknown()),
        # the row has other hardware
        (7, "x", {OTHER_BOARD, OTHER_CARD}, SEVEN, Differs(machine=7)),
        (None, "pc7", {OTHER_BOARD}, SEVEN, Differs(machine=7)),
        # nothing fits
        (None, "x", {OTHER_CARD}, SEVEN, Unknown()),
        (None, "x", set(), NOBODY, Unknown()),
        (9, "x", set(), NOBODY, Unknown()),
        # known hardware of another unit
        (None, "pc9", {BOARD}, prints((70, BOARD, True)), Clash(machines=frozenset({70}))),
        (9, "pc9", {BOARD}, prints((70, BOARD, True)), Clash(machines=frozenset({9, 70}))),
        # hardware of two rows in one box
        (
            None,
            "x",
            {CARD, OTHER_CARD},
            prints((7, CARD, True), (9, OTHER_CARD, True)),
            Clash(machines=frozenset({7, 9})),
        ),
        # a value of two rows recognises neither
        (
            11,
            "x",
            {BOARD},
            prints((7, BOARD, True), (9, BOARD, True)),
            Joined(machine=11, by=JoinedBy.CHOICE),
        ),
        (
            7,
            "x",
            {BOARD},
            prints((7, BOARD, True), (9, BOARD, True)),
            Joined(machine=7, by=JoinedBy.CHOICE),
        ),
        # a maker's own UUID: the cards are others
        (11, "x", {BOARD, OTHER_CARD}, SEVEN, Joined(machine=11, by=JoinedBy.CHOICE)),
        (None, "pc9", {BOARD, OTHER_CARD}, SEVEN, Joined(machine=9, by=JoinedBy.NAME)),
        (None, "pc7", {BOARD, OTHER_CARD}, SEVEN, Joined(machine=7, by=JoinedBy.HARDWARE)),
        # what cannot be compared proves nothing
        (9, "pc9", {CARD}, prints((9, BOARD, True)), Joined(machine=9, by=JoinedBy.CHOICE)),
    ],
)
def test_the_table(chosen, name, hardware, known, expected):
    assert joined(chosen, name, hardware, known) == expected


def test_a_name_is_compared_as_networks_do():
    assert folded_name(" MAY-07.truong.test ") == "may-07"
    assert folded_name("PHONG-TIN-HOC-MAY-07") == "phong-tin-hoc-m"
    assert folded_name("") == ""


def test_only_hardware_recognises():
    told = [
        Identifier(kind=IdKind.NAME, value="PC7"),
        Identifier(kind=IdKind.MACHINE_ID, value="G1"),
        Identifier(kind=IdKind.HARDWARE, value="U1"),
        Identifier(kind=IdKind.ADAPTER, value="M1", where="eth0"),
    ]
    assert hardware_of(told) == {BOARD, CARD}
