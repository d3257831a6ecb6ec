"""The gate: sets itself up, then runs every check that the repository asks for.

    python3 tests/gate.py                  what every change must pass
    python3 tests/gate.py --nightly        the same, then the proofs that take long
    python3 tests/gate.py --only tests     one step (may be given several times)
    python3 tests/gate.py --no-install     with the environment as it is

It needs Python 3.11 or newer with its venv module, and nothing else: the first run makes `.venv`
and installs the pinned requirements there. People and CI run this same file.
"""

import argparse
import hashlib
import json
import os
import re
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
PIP = (PYTHON, "-m", "pip")
QUIET = ("--quiet", "--disable-pip-version-check", "--no-input")
STAMP = VENV / "installed.sha256"
SDISTS = VENV / "sdists"
REQUIREMENTS = ROOT / "tests" / "requirements.txt"
PWSH = Path(os.environ.get("ORCHESTRATOR_SHARED") or ROOT.parent / "shared") / "pwsh" / "pwsh"
IN_MEMORY = Path("/dev/shm")  # noqa: S108  a folder of our own is made there
ROOM_IN_MEMORY = 4 << 30
OLDEST_PYTHON = (3, 11)
OLDEST_POWERSHELL = "2.0"
# A part is linted alone, for its line numbers; what it takes from the frame is unknown there.
PART_EXCLUDES = "--exclude=SC2154,SC2034"
# Percent of lines and branches that tests run, by room; the other rooms are one figure together.
# These rooms are held by their own tests alone. Measuring doubles what a test costs (Python 3.11),
# so every gate measures these, and the night the rest.
FLOORS = {"model": 100.0, "match": 100.0, "findings": 100.0, "checks": 100.0}
# Of their tests, those that do very much of what others do too: no line is run by them alone.
UNMEASURED = (
    "tests/checks/test_mutations.py",
    "tests/findings/test_campaign_properties.py",
    "tests/findings/test_planted_rules.py",
)
FLOOR_OF_THE_REST = 92.0
REST = "the rest"
MUTANTS_BY_NIGHT = "20000"
HISTORIES_BY_NIGHT = "2000"
TABLES_BY_NIGHT = "5000"
DAMAGES_BY_NIGHT = "3000"
KILLS_BY_NIGHT = "500"
HUB_KILLS_BY_NIGHT = "60"
PERMIT_SITES_BY_NIGHT = "30"
MUTANTS_OF_RESULTS_BY_NIGHT = "100000"

Command = Sequence[str | Path]


class SkippedError(Exception):
    """A step that cannot run on this machine; its text says why."""


class FailedError(Exception):
    """A command that ended badly; its text is what it said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One line of the gate.

    Attributes:
        run: What it does; it raises what it ends with.
        nightly: Whether it takes long, and is left to the night.
        beside: Whether it may run beside its neighbours: it changes nothing, and prints nothing.
    """

    name: str
    run: Callable[[], None]
    nightly: bool = False
    beside: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How a step went: its line, and what a failure printed."""

    line: str
    said: str = ""
    failed: bool = False


def main(arguments: Sequence[str]) -> int:
    if sys.version_info < OLDEST_PYTHON:
        print("the gate needs Python 3.11 or newer", file=sys.stderr)
        return 2
    options = _parser().parse_args(arguments)
    os.chdir(ROOT)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for beside, steps in groupby(_chosen(options), key=lambda step: step.beside):
            # One by one, none is begun after one that failed.
            ended = (pool.map if beside else map)(_ended, steps)
            if not all(map(_passes, ended)):
                return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    names = [step.name for step in STEPS[INSTALLING:]]
    parser.add_argument("--only", metavar="STEP", action="append", choices=names, help=str(names))
    parser.add_argument("--nightly", action="store_true", help="the steps that take long too")
    parser.add_argument("--no-install", action="store_true", help="leave the environment as it is")
    return parser


def _chosen(options: argparse.Namespace) -> Iterator[Step]:
    if not options.no_install:
        yield from STEPS[:INSTALLING]
    for step in STEPS[INSTALLING:]:
        wanted = step.name in options.only if options.only else options.nightly or not step.nightly
        if wanted:
            yield step


def _ended(step: Step) -> Ended:
    begun = time.monotonic()
    said = ""
    try:
        step.run()
        word = "ok"
    except SkippedError as skipped:
        word = f"skipped: {skipped}"
    except FailedError as failed:
        word, said = "FAILED", str(failed)
    line = f"{step.name:<14} {time.monotonic() - begun:7.1f} s  {word}"
    return Ended(line=line, said=said, failed=word == "FAILED")


def _passes(ended: Ended) -> bool:
    """Say in one line how a step went, and show what a failure printed."""
    print(ended.line, flush=True)
    if ended.said:
        print(ended.said, file=sys.stderr, flush=True)
    return not ended.failed


def _quiet(*commands: Command) -> None:
    """Run commands one after the other; their output is shown only if one fails."""
    for command in commands:
        done = subprocess.run(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
            cwd=ROOT,
            env=_environment(),
        )
        if done.returncode:
            line = " ".join(map(str, command))
            raise FailedError(f"$ {line}\n{done.stdout.decode('utf-8', 'replace')}")


def _loud(command: Command, **variables: str) -> None:
    """Run a command that shows its own progress."""
    sys.stdout.flush()
    environment = _environment() | variables
    code = subprocess.run(command, check=False, cwd=ROOT, env=environment).returncode
    if code:
        raise FailedError(f"exit code {code}")


def _environment() -> dict[str, str]:
    """Return the environment in which the installed tools are found before the machine's own."""
    return os.environ | {"PATH": f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}"}


def _tool(name: str) -> str:
    found = shutil.which(name, path=str(BIN))
    if found is None:
        raise FailedError(f"{name} is not in {BIN}; run without --no-install")
    return found


def install() -> None:
    """Make the environment, unless it already holds exactly what is pinned."""
    stamp = _stamp()
    if STAMP.is_file() and STAMP.read_text(encoding="ascii") == stamp and _works():
        return
    # Nothing but ourselves is built, so that no build backend of today's choice comes in.
    pip = (*PIP, "install", *QUIET)
    _quiet(
        (sys.executable, "-m", "venv", "--clear", VENV),
        (*pip, "--only-binary=:all:", "--require-hashes", "--requirement", REQUIREMENTS),
        (*pip, "--no-deps", "--no-build-isolation", "--editable", ROOT),
    )
    STAMP.write_text(stamp, encoding="ascii")


def fetch_sdists() -> None:
    """Fetch ansible-core's source archive, whose test inventories ours are compared with.

    They are no part of this repository or of the installed package. The requirements pin the hash
    of this archive too. Nothing of it is installed; pip only asks its build backend for its name.
    """
    text = REQUIREMENTS.read_text(encoding="ascii")
    pins = [pin for pin in re.split(r"\n(?=\S)", text) if pin.startswith("ansible-core==")]
    hashes = set(re.findall(r"--hash=sha256:(\w+)", "".join(pins)))
    if hashes.intersection(map(_sha256, SDISTS.glob("ansible_core-*.tar.gz"))):
        return
    SDISTS.mkdir(exist_ok=True)
    wanted = SDISTS / "requirements.txt"
    wanted.write_text("\n".join(pins), encoding="ascii")
    kinds = (
        "--no-deps",
        "--no-binary=:all:",
        "--no-build-isolation",
        "--require-hashes",
        "--retries=1",
    )
    try:
        _quiet((*PIP, "download", *QUIET, *kinds, "--dest", SDISTS, "--requirement", wanted))
    except FailedError as failed:
        if os.environ.get("CI"):
            raise
        raise SkippedError("the package registry does not give it") from failed


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _stamp() -> str:
    whole = hashlib.sha256(f"{sys.version} {ROOT}".encode())
    for path in (REQUIREMENTS, ROOT / "pyproject.toml"):
        whole.update(path.read_bytes())
    return whole.hexdigest()


def _works() -> bool:
    """Tell whether the environment still runs (a moved or half-deleted one does not)."""
    try:
        done = subprocess.run((PYTHON, "-c", "import orchestrator"), check=False, cwd=VENV)
    except OSError:
        return False
    return done.returncode == 0


def check_format() -> None:
    _quiet((_tool("ruff"), "format", "--check", "."))


def check_lint() -> None:
    _quiet((_tool("ruff"), "check", "."))


def check_types(platform: str) -> Callable[[], None]:
    cache = ROOT / ".mypy_cache" / platform
    return lambda: _quiet((PYTHON, "-m", "mypy", "--platform", platform, "--cache-dir", cache))


def check_imports() -> None:
    _quiet((_tool("lint-imports"),))


def check_shell() -> None:
    with _compiled() as folder:
        parts = sorted(ROOT.glob("orchestrator/checks/**/*.sh"))
        shellcheck = _tool("shellcheck")
        _quiet(
            (shellcheck, "--shell=sh", PART_EXCLUDES, *parts),
            (shellcheck, "--shell=sh", Path(folder) / "posix.sh"),
        )


def check_powershell() -> None:
    if not PWSH.is_file():
        raise SkippedError("no PowerShell engine beside the repository")
    with _compiled() as folder:
        parts = sorted(ROOT.glob("orchestrator/checks/**/*.ps1"))
        _quiet((PWSH, "-Lint", OLDEST_POWERSHELL, *parts, Path(folder) / "windows.ps1"))


def _compiled() -> "tempfile.TemporaryDirectory[str]":
    """Return a folder with the scripts as they are sent; it goes away with its `with`."""
    folder = tempfile.TemporaryDirectory()
    try:
        _quiet((PYTHON, "-m", "tests.compiled", folder.name))
    except FailedError:
        folder.cleanup()
        raise
    return folder


def run_tests() -> None:
    """Run all tests; those of the rooms with a floor are measured."""
    own = tuple(f"tests/{room}" for room in FLOORS)
    measured = tuple(f"--cov=orchestrator.{room}" for room in FLOORS)
    _pytest(*own, *(f"--ignore={file}" for file in UNMEASURED), *measured, "--cov-report=")
    # A file that is named is run though its folder is not.
    _pytest(*UNMEASURED, "tests", *(f"--ignore={folder}" for folder in own))


def _pytest(*what: str, **variables: str) -> None:
    spread = (f"--numprocesses={_processes()}", "--dist=loadgroup")
    with _fast_folder() as folder:
        command: Command = (PYTHON, "-m", "pytest", "--quiet", *spread, *what)
        _loud(command, **({"TMPDIR": folder} if folder else {}), **variables)


def _processes() -> int:
    """Return how many processes run tests: one more than cores, as many a test waits for others."""
    return (os.cpu_count() or 1) + 1


@contextmanager
def _fast_folder() -> Iterator[str | None]:
    """Give a folder in memory for temporary files, where there is one that is large enough.

    A durable commit costs a disk milliseconds, and tests make tens of thousands of them. None of
    them pulls the plug: what a kill leaves is the same in memory.
    """
    if not _is_roomy(IN_MEMORY):
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="gate-", dir=IN_MEMORY) as folder:
        Path(folder).chmod(0o711)  # tests run scripts as nobody, who must get to their folders
        yield folder


def _is_roomy(folder: Path) -> bool:
    """Tell whether tests may use it: it exists, programs may be run there, and nothing lacks room.

    Containers often have 64 MiB there, from which no program starts.
    """
    if sys.platform != "linux" or not folder.is_dir():
        return False
    about = os.statvfs(folder)
    runs = not about.f_flag & os.ST_NOEXEC
    return runs and about.f_bavail * about.f_frsize >= ROOM_IN_MEMORY


def check_coverage() -> None:
    """Compare what their own tests have run of the rooms with each one's floor."""
    _hold(FLOORS)


def check_whole_coverage() -> None:
    """Run all tests measured, and compare the rest with its floor too."""
    _pytest("--cov", "--cov-report=")
    _hold(FLOORS | {REST: FLOOR_OF_THE_REST})


def _hold(floors: Mapping[str, float]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "coverage.json"
        _quiet((PYTHON, "-m", "coverage", "json", "--quiet", "-o", report))
        files = json.loads(report.read_text(encoding="utf-8"))["files"]
    low = list(_below(floors, _by_room(files)))
    if low:
        raise FailedError("\n".join(low))


def _by_room(files: dict[str, dict[str, dict[str, int]]]) -> dict[str, float]:
    """Return the percentage that was run of each room with a floor, and of the rest."""
    run: dict[str, int] = dict.fromkeys((*FLOORS, REST), 0)
    there = dict(run)
    for name, file in files.items():
        folder = Path(name).parts[1]
        room = folder if folder in FLOORS else REST
        of = file["summary"]
        run[room] += of["covered_lines"] + of["covered_branches"]
        there[room] += of["num_statements"] + of["num_branches"]
    # A room without a line has lost its name, and with it its floor.
    return {room: 100.0 * run[room] / there[room] if there[room] else 0.0 for room in there}


def _below(floors: Mapping[str, float], shares: Mapping[str, float]) -> Iterator[str]:
    for room, floor in floors.items():
        if shares[room] < floor:
            yield f"{room}: {shares[room]:.2f} % of lines and branches are run, not {floor:g} %"


def run_mutations() -> None:
    """Run the mutations of scripts' outputs with ten times as many as by day."""
    _pytest("tests/checks/test_mutations.py", ORCHESTRATOR_MUTANTS=MUTANTS_BY_NIGHT)


def run_histories() -> None:
    """Run the campaign's properties over ten times as many histories as by day."""
    _pytest("tests/findings/test_campaign_properties.py", ORCHESTRATOR_HISTORIES=HISTORIES_BY_NIGHT)


def run_roads() -> None:
    """Give the PCs of a whole district their rows, and let very many come by several roads."""
    _pytest("tests/roads/test_identity_simulated.py", ORCHESTRATOR_ROWS="5000")
    _pytest("tests/sweep/test_mixed_roads.py", ORCHESTRATOR_ROADS="334")


def run_tables() -> None:
    """Read made tables, many times as many as by day."""
    _pytest("tests/ioc/reading/tables/test_made_tables.py", ORCHESTRATOR_TABLES=TABLES_BY_NIGHT)


def run_simulated() -> None:
    """Live through a whole campaign of a whole district, another one each night."""
    seed = str(secrets.randbelow(10**6))
    print(f"simulated: seed {seed}", flush=True)
    _pytest("tests/sweep/test_simulated_campaign.py", ORCHESTRATOR_SIMULATED=seed)


def run_fault_points() -> None:
    """Let every call of a sweep fail once, and with all after it."""
    _pytest("tests/faults/test_every_fault_point.py", ORCHESTRATOR_FAULT_POINTS="all")


def run_damages() -> None:
    """Damage stores in many ways, others each night."""
    seed = str(secrets.randbelow(10**6) + 1)
    print(f"damages: seed {seed}", flush=True)
    _pytest(
        "tests/cli/test_damaged_walk.py",
        ORCHESTRATOR_DAMAGES=DAMAGES_BY_NIGHT,
        ORCHESTRATOR_DAMAGES_SEED=seed,
    )


def run_kits() -> None:
    """Run kits on every played PC, and open many mutated results."""
    _pytest("tests/roads", ORCHESTRATOR_KITS=MUTANTS_OF_RESULTS_BY_NIGHT)


def run_kills() -> None:
    """Kill sweeps, and hub, runners and broker, at any moment, at others each night."""
    _pytest("tests/faults/test_killed.py", ORCHESTRATOR_KILLS=KILLS_BY_NIGHT)
    _pytest("tests/roads_record", ORCHESTRATOR_HUB_KILLS=HUB_KILLS_BY_NIGHT)


def run_permits() -> None:
    """Count how often many sites try one wrong password."""
    _pytest("tests/sweep/test_permits.py", ORCHESTRATOR_PERMIT_SITES=PERMIT_SITES_BY_NIGHT)


def check_later_day() -> None:
    _loud((PYTHON, "-m", "tests.later_day"))


STEPS = (
    Step(name="install", run=install),
    Step(name="ansible", run=fetch_sdists),
    Step(name="format", run=check_format, beside=True),
    Step(name="lint", run=check_lint, beside=True),
    Step(name="types-linux", run=check_types("linux"), beside=True),
    Step(name="types-darwin", run=check_types("darwin"), beside=True),
    Step(name="types-win32", run=check_types("win32"), beside=True),
    Step(name="imports", run=check_imports, beside=True),
    Step(name="shell", run=check_shell, beside=True),
    Step(name="powershell", run=check_powershell, beside=True),
    Step(name="tests", run=run_tests),
    Step(name="coverage", run=check_coverage),
    Step(name="whole-coverage", run=check_whole_coverage, nightly=True),
    Step(name="mutations", run=run_mutations, nightly=True),
    Step(name="histories", run=run_histories, nightly=True),
    Step(name="tables", run=run_tables, nightly=True),
    Step(name="simulated", run=run_simulated, nightly=True),
    Step(name="fault-points", run=run_fault_points, nightly=True),
    Step(name="damages", run=run_damages, nightly=True),
    Step(name="kills", run=run_kills, nightly=True),
    Step(name="kits", run=run_kits, nightly=True),
    Step(name="permits", run=run_permits, nightly=True),
    Step(name="roads", run=run_roads, nightly=True),
    Step(name="later-day", run=check_later_day, nightly=True),
)
INSTALLING = 2  # the first steps fetch what the others need

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
