"""Strict YAML and JSON with positions, the reader of mappings, atomic writes, bounded reads."""

from orchestrator.files.atomic import (
    prove_writable,
    refuse_to_replace,
    saying_unwritten,
    write_all,
    write_atomic,
    write_in_turn,
    write_unfilled,
)
from orchestrator.files.bounded import read_bounded, regular_stream

__all__ = [
    "prove_writable",
    "read_bounded",
    "refuse_to_replace",
    "regular_stream",
    "saying_unwritten",
    "write_all",
    "write_atomic",
    "write_in_turn",
    "write_unfilled",
]
