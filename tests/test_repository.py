"""What must hold for every file that is kept: nothing of a machine, a registry or a maker in it."""

import os
import re
import subprocess
import tomllib
import unicodedata
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
TOP = {
    "orchestrator", "inventories", "playbooks", "tests", "pyproject.toml", "README.md",
    "README.vi.md", "LICENSE", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md",
}  # fmt: skip
# Each pattern is written so that it does not match itself.
FORBIDDEN = {
    "a path of one machine": r"/[w]ork/(?:main|shared)|/tmp/(?:wt|plan|v)/",
    "a package registry": r"[p]ypi\.org|[p]ythonhosted\.org|[n]pmjs\.(?:org|com)|deb\.[d]ebian\.",
    "an index of packages": r"(?m)^\s*--?(?:extra-)?[i]ndex-url|^\s*--[f]ind-links",
    "a maker": r"(?i)\b(?:[c]laude|[a]nthropic|[c]hatgpt|[o]penai|[c]opilot)\b|[c]o-authored-by",
    "the making": r"(?i)\b(?:[L]LM|[A]I (?:agent|assistant|model))\b",
}


def _tracked() -> list[Path]:
    try:
        done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("no git checkout")
    names = (os.fsdecode(name) for name in done.stdout.split(b"\0") if name)
    return [ROOT / name for name in names if (ROOT / name).is_file()]


def _texts() -> list[tuple[str, str]]:
    texts = []
    for path in _tracked():
        data = path.read_bytes()
        if b"\0" not in data:
            texts.append((path.relative_to(ROOT).as_posix(), data.decode("utf-8", "replace")))
    return texts


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_file_names(what: str) -> None:
    pattern = re.compile(FORBIDDEN[what])
    found = [
        f"{name}:{text.count(chr(10), 0, hit.start()) + 1}: {hit.group()}"
        for name, text in _texts()
        for hit in pattern.finditer(text)
    ]
    assert found == []


def test_the_patterns_find_what_they_are_for() -> None:
    planted = {
        "a path of one machine": "see /" + "work/main/x",
        "a package registry": "https://" + "py" + "pi.org/simple",
        "an index of packages": "--" + "index-url x",
        "a maker": "Co-" + "Authored-By: x",
        "the making": "an A" + "I assistant",
    }
    assert planted.keys() == FORBIDDEN.keys()
    for what, text in planted.items():
        assert re.search(FORBIDDEN[what], text), what


def test_the_top_level_is_fixed() -> None:
    top = {path.relative_to(ROOT).parts[0] for path in _tracked()}
    assert {name for name in top if not name.startswith(".")} <= TOP


def test_names_and_texts_are_composed_unicode() -> None:
    names = [path.relative_to(ROOT).as_posix() for path in _tracked()]
    assert [name for name in names if not name.isascii()] == []
    python = [(name, text) for name, text in _texts() if name.endswith((".py", ".yml", ".md"))]
    assert [name for name, text in python if not unicodedata.is_normalized("NFC", text)] == []


def test_scripts_are_ascii_with_unix_line_ends() -> None:
    scripts = [path for path in _tracked() if path.suffix in (".sh", ".ps1")]
    assert scripts
    for path in scripts:
        data = path.read_bytes()
        assert data.isascii(), path
        assert b"\r" not in data, path


def test_requirements_are_pinned_with_hashes_and_cover_what_the_project_needs() -> None:
    text = (ROOT / "tests" / "requirements.txt").read_text(encoding="utf-8")
    blocks = re.findall(
        r"(?m)^([A-Za-z0-9_.-]+)(?:\[[^\]]+\])?==\S+[^\n]*\\\n((?:    --hash=[^\n]+\n)+)", text
    )
    pinned = {_name(name) for name, _ in blocks}
    assert len(blocks) == len(re.findall(r"(?m)^[A-Za-z0-9]", text))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    needed = [*project["project"]["dependencies"], *project["build-system"]["requires"]]
    assert {_name(re.split(r"[<>=!~; ]", need)[0]) for need in needed} <= pinned


def _name(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_every_test_that_the_promises_name_is_there() -> None:
    named = set(re.findall(r"`(test_\w+)`", (ROOT / "SECURITY.md").read_text(encoding="utf-8")))
    sources = (path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    defined = set(re.findall(r"(?m)^def (test_\w+)", "\n".join(sources)))
    assert named
    assert named - defined == set()


@pytest.mark.parametrize("page", ["orchestrator/README.md", "tests/README.md", "CONTRIBUTING.md"])
def test_the_page_of_the_house_names_what_is_there(page: str) -> None:
    path = ROOT / page
    text = path.read_text(encoding="utf-8")
    files = set(re.findall(r"`((?:[\w.-]+/)+[\w.-]+\.(?:py|toml|sh|ps1))`", text))
    files |= set(re.findall(r"\bpython3? ((?:[\w.-]+/)+[\w.-]+\.py)\b", text))
    folders = set(re.findall(r"`(\w[\w-]*/(?:[\w-]+/)+)", text))
    assert files
    places = (ROOT, path.parent)
    gone = {name for name in files | folders if not any((at / name).exists() for at in places)}
    assert gone == set()
