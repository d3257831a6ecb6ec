"""The one plain sentence below a unit's verdict."""

from orchestrator.model.result import UnitVerdict
from orchestrator.report.figures import Figures
from orchestrator.text.catalogue import Catalogue, Span

Sentence = tuple[Span, ...]


def unit_sentence(
    verdict: UnitVerdict, figures: Figures, say: Catalogue, *, in_doubt: bool
) -> tuple[Sentence, ...]:
    """Return what the verdict means for this unit, in one or two sentences.

    `in_doubt`: the list alone bars a pass.
    """
    match verdict:
        case UnitVerdict.FAIL:
            return _failed(figures, say)
        case UnitVerdict.INSUFFICIENT:
            return _insufficient(figures, say, in_doubt=in_doubt)
        case UnitVerdict.PASS:
            return (say.rich("unit.say_pass", scope=figures.in_scope),)


def _failed(figures: Figures, say: Catalogue) -> tuple[Sentence, ...]:
    said = say.rich("unit.say_fail", n=figures.failed, scope=figures.in_scope)
    if not figures.not_assessed:
        return (said,)
    return said, say.rich("unit.say_fail_rest", n=figures.not_assessed)


def _insufficient(figures: Figures, say: Catalogue, *, in_doubt: bool) -> tuple[Sentence, ...]:
    scope = figures.in_scope
    if not scope:
        said = say.rich("unit.say_empty")
    elif not figures.assessed:
        said = say.rich("unit.say_none_read", scope=scope)
    elif figures.not_assessed:
        said = say.rich(
            "unit.say_unread", n=figures.not_assessed, scope=scope, assessed=figures.assessed
        )
    else:
        return (say.rich("unit.say_list", scope=scope),)
    return (said, say.rich("unit.say_list_too")) if in_doubt else (said,)
