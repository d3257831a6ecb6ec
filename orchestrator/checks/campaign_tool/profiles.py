"""The campaign's tools, their traces (`profiles.json`), and which of them a task asks for."""

import json
from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct

from orchestrator.text.message import say
from orchestrator.text.suggest import did_you_mean


class Profile(Struct, frozen=True, kw_only=True):
    """One tool; `globs` tells of each pattern of files whether they only exist after a run."""

    id: str
    name: str
    globs: Mapping[str, bool]
    values: tuple[tuple[str, str], ...]  # registry key under HKLM, and value


def read_profiles(path: Path) -> tuple[Profile, ...]:
    """Read the profiles.

    Raises:
        OSError: The package is incomplete.
        ValueError: They are not as they must be; also as KeyError.
    """
    return tuple(
        Profile(
            id=tool["id"],
            name=tool["name"],
            globs={file["glob"]: bool(file["ran"]) for file in tool.get("files", ())},
            values=tuple((row["key"], row["value"]) for row in tool.get("registry", ())),
        )
        for tool in json.loads(path.read_text("utf-8"))["tools"]
    )


def as_powershell(profiles: tuple[Profile, ...]) -> str:
    """Return the fixed lines of `windows.ps1` that say where to look."""
    files = [f"@('{tool.id}', '{glob}')" for tool in profiles for glob in tool.globs]
    values = [
        f"@('{tool.id}', '{key}', '{value}')" for tool in profiles for key, value in tool.values
    ]
    return (
        "$campaignToolFiles = @(\n    " + ",\n    ".join(files) + "\n)\n"
        # The comma keeps a list of one row a list of rows.
        "$campaignToolValues = @(\n    ," + ",\n    ".join(values) + "\n)\n"
    )


PROFILES = read_profiles(Path(__file__).with_name("profiles.json"))


def wrong_arguments(arguments: Mapping[str, object]) -> Mapping[str, str]:
    """Return what is wrong with `tools`: it takes a list of the ids in `profiles.json`."""
    given = arguments.get("tools", ())
    if not isinstance(given, list | tuple):
        return {"tools": say("question.tools")}
    known = tuple(tool.id for tool in PROFILES)
    for word in map(str, given):
        if word not in known:
            near = did_you_mean(word, known)
            mend = (
                say("mend.did_you_mean", meant=near)
                if near
                else say("mend.one_of", words=", ".join(known))
            )
            return {"tools": say("question.no_tool", word=word, mend=mend)}
    return {}
