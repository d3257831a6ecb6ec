"""The argument `tools`: which tools count as the campaign's."""

from collections.abc import Mapping

from orchestrator.checks.campaign_tool.profiles import PROFILES
from orchestrator.text.suggest import did_you_mean


def wrong_arguments(arguments: Mapping[str, object]) -> Mapping[str, str]:
    """Return what is wrong with `tools`: it takes a list of the ids in `profiles.json`."""
    given = arguments.get("tools", ())
    if not isinstance(given, list | tuple):
        return {"tools": "it takes a list of tools"}
    known = tuple(tool.id for tool in PROFILES)
    for word in map(str, given):
        if word not in known:
            near = did_you_mean(word, known)
            mend = f"did you mean `{near}`?" if near else "known are " + ", ".join(known)
            return {"tools": f"there is no tool `{word}`: {mend}"}
    return {}
