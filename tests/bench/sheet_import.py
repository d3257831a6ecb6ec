"""What a workbook of 5,000 machines costs: read, held against the inventory, checked, written.

    python -m tests.bench.sheet_import [MACHINES]

The first import adds every machine, the second finds all of them as they are, the third changes
the room of every one (ruamel.yaml writes 5,000 entries anew, the dearest there is, and no limit is
set on it); each in a process of its own, with its start, as a person runs it.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from openpyxl import Workbook

UNITS = 100
LIMIT_S = 6.0  # of CPU, user and system
HEADER = ("STT", "Đơn vị", "Tên máy", "Địa chỉ IP", "Phòng", "Hệ điều hành", "Người sử dụng")


def main() -> int:
    """Print CPU seconds; 1 if one of the first two takes longer than it may."""
    machines = int(sys.argv[1]) if len(sys.argv) > 1 else 5000
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "inv").mkdir()
        (folder / "inv" / "a.yml").write_text(_inventory(), encoding="utf-8")
        slow = False
        for what, file, limit_s in (
            ("first import", _workbook(folder / "a.xlsx", machines, "Phòng"), LIMIT_S),
            ("the same again", folder / "a.xlsx", LIMIT_S),
            ("every room changed", _workbook(folder / "b.xlsx", machines, "Tầng"), None),
        ):
            seconds, said = _cpu(file, folder / "inv")
            slow = slow or (limit_s is not None and seconds > limit_s)
            print(f"{what:20} {seconds:5.2f} s CPU   {said}")
    return int(slow)


def _cpu(file: Path, inventory: Path) -> tuple[float, str]:
    import resource  # noqa: PLC0415 - not on Windows

    command = [sys.executable, "-m", "orchestrator", "inventory", "import", str(file)]
    command += ["-i", str(inventory), "--ward", "Phúc Xá"]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    said = next(line for line in done.stdout.splitlines() if "=" in line)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime, said


def _inventory() -> str:
    units = "".join(
        f"    th_{n:03}:\n      vars:\n"
        f"        unit: {{name: Trường Tiểu học Số {n}, type: primary_school}}\n"
        for n in range(UNITS)
    )
    return f"phuc_xa:\n  vars: {{ward: Phúc Xá}}\n  children:\n{units}"


def _workbook(path: Path, machines: int, room: str) -> Path:
    book = Workbook()
    page = book.worksheets[0]
    page.append(HEADER)
    for n in range(machines):
        address = f"10.{n >> 14}.{n >> 7 & 127}.{n & 127 | 128}"
        unit = f"Trường Tiểu học Số {n % UNITS}"
        page.append((n + 1, unit, f"pc-{n:05}", address, f"{room} {n % 40}", "Windows 10", "A"))
    book.save(path)
    return path


if __name__ == "__main__":
    sys.exit(main())
