"""Trips to the store and back: append-only; everything below can be run again from here."""
