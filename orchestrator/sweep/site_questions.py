"""What a site asked, held against what this version asks: nothing of it is judged otherwise."""

from collections.abc import Iterator
from typing import Final

from orchestrator import evidence, plan
from orchestrator.checks import ALL
from orchestrator.model.plan import Family, Question, Script, Via
from orchestrator.roads.shard_content import ShardContent

_BY_ID: Final = {check.id: check for check in ALL}
_MOST_TEXT: Final = 1000


class KnownScripts:
    """Which scripts ask what; those of this version are compiled once."""

    def __init__(self, store: evidence.Store) -> None:
        """Compile nothing yet."""
        self._store = store
        self._digests: dict[tuple[Family, tuple[str, ...]], str] = {}

    def are_believed(self, content: ShardContent) -> bool:
        """Whether all scripts of a part ask what they are said to ask, as far as is known here."""
        return all(map(self._is_believed, scripts_of(content)))

    def _is_believed(self, script: Script) -> bool:
        """Whether a script asks what it is said to ask, as far as is known here.

        What we compile of the same checks, or keep, decides: another list of checks is a lie then.
        One of another version of the program is believed: it ran elsewhere, and never runs here.
        """
        if not script.checks or not set(script.checks) <= set(_BY_ID):
            return False
        if self._compiled(script.family, script.checks) == script.sha256:
            return True
        kept = self._store.kept_scripts((script.sha256,))
        return not kept or (kept[0].family, kept[0].checks) == (script.family, script.checks)

    def _compiled(self, family: Family, checks: tuple[str, ...]) -> str:
        if (family, checks) not in self._digests:
            fused = plan.fuse([_BY_ID[check] for check in checks], family)
            self._digests[family, checks] = fused.sha256
        return self._digests[family, checks]


def scripts_of(content: ShardContent) -> Iterator[Script]:
    """Yield the scripts that a part brought."""
    for one in content.scripts:
        yield Script(
            family=one.family,
            text=one.text.encode("ascii"),
            sha256=one.script,
            checks=one.checks,
        )


def is_known(content: ShardContent) -> bool:
    """Whether this version can judge by a sweep's rules, and knows the ways that were used."""
    asked = all(map(_is_question, (q for rule in content.sweep.rules for q in rule)))
    ways = {one.via for machine in content.machines for one in machine.tries}
    return asked and ways <= set(Via)


def _is_question(question: Question) -> bool:
    """Whether a question is one that a playbook of ours could ask."""
    check = _BY_ID.get(question.check)
    texts = (question.task, question.control or "")
    if check is None or any(len(text) > _MOST_TEXT for text in texts):
        return False
    if not set(question.arguments) <= set(check.arguments) or question.rule not in (
        None,
        check.rule,
    ):
        return False
    return not check.wrong_arguments(question.arguments)
