"""Python's collector of cycles, held back while millions of values come into being."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Hold the collector of cycles back: values form none, and each search visits them all."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.freeze()  # and back: what came into being counts as old, and is not visited now
            gc.unfreeze()
            gc.enable()
