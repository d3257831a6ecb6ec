"""Strict YAML with positions, atomic writes, size-bounded reads."""
