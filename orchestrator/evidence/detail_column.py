"""What pages show of a look, kept beside it, so that no page has to read a body for it."""

from collections.abc import Mapping
from typing import get_args

from msgspec import Struct

from orchestrator.files.typed_json import JsonPart, compact_json, read_own_json
from orchestrator.model.answer import Facts
from orchestrator.model.look import LookDetail
from orchestrator.model.observation import Trait

_MOST = 1 << 14  # characters: whoever says more has its body read
_KINDS: Mapping[str, type[Trait]] = {kind.__name__: kind for kind in get_args(Trait)}


class DetailColumn(Struct, frozen=True, kw_only=True):
    """A `LookDetail` as it is written: each trait stands after the name of its kind."""

    facts: Facts
    traits: Mapping[str, tuple[tuple[str, Trait], ...]]


class DetailRow(Struct, frozen=True, kw_only=True):
    """The same as it is read: a trait is read as what its name says."""

    facts: Facts
    traits: Mapping[str, tuple[tuple[str, JsonPart], ...]]


def detail_column(detail: LookDetail | None) -> DetailColumn | None:
    """Return what is written of a detail; None of one that is long."""
    if detail is None:
        return None
    named = {
        check: tuple((type(trait).__name__, trait) for trait in traits)
        for check, traits in detail.traits.items()
    }
    column = DetailColumn(facts=detail.facts, traits=named)
    return column if len(compact_json(column)) <= _MOST else None


def read_detail(row: DetailRow) -> LookDetail:
    """Return a detail from its row; ValueError or KeyError if no version wrote that."""
    return LookDetail(
        facts=row.facts,
        traits={
            check: tuple(read_own_json(bytes(said), _KINDS[kind]) for kind, said in traits)
            for check, traits in row.traits.items()
        },
    )
