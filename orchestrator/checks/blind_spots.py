"""What a machine's own kind keeps from view, by what the frame says of it: the notes of that.

Two facts of the script tell it, each a list of words:

    resets WORD...      what returns the disk to an image at each boot: on Windows the names of
                        write filters that are on; on POSIX words of the kernel's command line, the
                        root's file system as `root=TYPE`, and for an overlay where its upper
                        folder lies, as `at=TYPE:PLACE`, outermost first
    containers WORD...  what runs containers here, `netns` for network namespaces of their own

A machine that says neither may have either all the same: a note is a doubt, never a proof.
"""

from collections.abc import Iterator, Mapping

from msgspec.structs import replace

from orchestrator.model.answer import Answer, NotApplicable, Note

_RESETS, _CONTAINERS = "resets", "containers"
_FILTERS = frozenset({"DeepFreeze", "ShadowDefender", "UWF", "EWF", "FBWF"})
# Words of the kernel's command line: of live systems and of overlays over a disk that stays as is.
_LIVE = (
    "boot=live",
    "boot=casper",
    "boot=overlay",
    "root=live:",
    "rd.live.image",
    "rd.live.ram",
    "toram",
    "copytoram",
    "overlayroot=tmpfs",
    "systemd.volatile=yes",
    "systemd.volatile=overlay",
    "systemd.volatile=state",
)
# The same systems with a place of their own that keeps what is written.
_KEEPING = ("persistence", "persistent", "cow_label=", "cow_device=", "rd.live.overlay=")
_ROOT, _AT = "root=", "at="
_IN_MEMORY = frozenset({"tmpfs", "ramfs", "rootfs"})


def noted(answer: Answer, notes: tuple[Note, ...], held: frozenset[Note]) -> Answer:
    """Return an answer with those of `notes` that hold on its machine.

    Args:
        answer: What a check's reader made of its sections.
        notes: The notes of this kind that take something away from the check (`Check.doubts`).
        held: Those that hold on the machine.
    """
    more = tuple(note for note in notes if note in held)
    if isinstance(answer, NotApplicable) or not more:
        return answer
    return replace(answer, notes=(*answer.notes, *more))


def held_notes(said: Mapping[str, str]) -> frozenset[Note]:
    """Return the notes that hold on a machine, by its facts."""
    return frozenset(_held(said))


def _held(said: Mapping[str, str]) -> Iterator[Note]:
    if _is_reset(said.get(_RESETS, "").split()):
        yield Note.SINCE_BOOT_ONLY
    if said.get(_CONTAINERS, "").split():
        yield Note.CONTAINERS_UNSEEN


def _is_reset(words: list[str]) -> bool:
    """Whether what is written to the machine's disk is gone after the next boot."""
    if not _FILTERS.isdisjoint(words):
        return True
    live = any(word.startswith(_LIVE) for word in words)
    keeping = any(word.startswith(_KEEPING) for word in words)
    return (live and not keeping) or _written_to_memory(words)


def _written_to_memory(words: list[str]) -> bool:
    """Whether the root lies in memory, or over it what is written: the innermost place counts."""
    root = next((word for word in reversed(words) if word.startswith(_ROOT)), "")
    places = [word.removeprefix(_AT) for word in words if word.startswith(_AT)]
    inner = max(places, key=lambda place: len(place.partition(":")[2]), default="")
    return not _IN_MEMORY.isdisjoint((root.removeprefix(_ROOT), inner.partition(":")[0]))
