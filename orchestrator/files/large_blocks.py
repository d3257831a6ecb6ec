"""Where the C library keeps large blocks: apart, so that they go back to the system when freed."""

import sys

_M_MMAP_THRESHOLD = -3  # malloc.h
_APART_BYTES = 256 * 1024


def large_blocks_apart() -> None:
    """Have large blocks of memory mapped one by one, where the C library is glibc.

    By itself it takes the size of the largest block that was freed for a usual one, and keeps such
    blocks in a heap for each of up to eight threads a processor: answers of 8 MiB that are long
    gone then hold 200 MB more than those that are there.
    """
    if sys.platform == "linux":
        import ctypes  # noqa: PLC0415 - few runs need it

        mallopt = getattr(ctypes.CDLL(None), "mallopt", None)  # musl has none, and no such heaps
        if mallopt is not None:
            mallopt(_M_MMAP_THRESHOLD, _APART_BYTES)
