"""A hub on a disk that fills up while results come in, and gets room again.

    python -m tests.sweep.full_hub FOLDER

Run it in a mount namespace of its own: the disk is a small one in memory. Prints one JSON object:
what the hub told while there was no room, and what the independent checker says then and at the
end.
"""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from tests.roads_record.checker import checked
from tests.roads_record.crew import Crew, told
from tests.roads_record.made_district import District, made
from tests.sweep.test_hub_running import free_port

MACHINES = 200
PART = 20
ROOM_LEFT = 700 * 1024


def _mount(folder: Path, *options: str) -> None:
    words = ["mount", "-t", "tmpfs", "-o", ",".join(("mode=0700", *options)), "none", str(folder)]
    subprocess.run(words, check=True)


def _until(holds: Callable[[], bool], crew: Crew) -> None:
    while not holds():
        assert crew.failed() == []
        time.sleep(0.1)


def _unwritten(district: District) -> list[str]:
    """Return what the hub told that is not that results came."""
    return [str(line["id"]) for line in told(district.hub) if "unwritten" in str(line["id"])]


def main() -> None:
    folder = Path(sys.argv[1])
    (folder / "hub").mkdir()
    _mount(folder / "hub", "size=256m")
    district = made(folder, 1, MACHINES, PART, f"127.0.0.1:{free_port()}")
    used = sum(one.stat().st_size for one in district.hub.rglob("*") if one.is_file())
    _mount(folder / "hub", "remount", f"size={used + ROOM_LEFT}")
    crew = Crew(district, None)
    crew.start()
    try:
        _until((district.hub / "told.jsonl").exists, crew)
        # Where all of it found room after all, the test says so instead of waiting.
        _until(lambda: bool(_unwritten(district)) or checked(folder).is_right, crew)
        full = checked(folder)
        _mount(folder / "hub", "remount", "size=256m")
        _until(lambda: checked(folder).is_right, crew)
    finally:
        crew.end()
    end = checked(folder)
    lines = told(district.hub)
    sys.stdout.write(json.dumps({"full": asdict(full), "end": asdict(end), "told": lines}))


if __name__ == "__main__":
    main()
