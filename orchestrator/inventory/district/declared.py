"""What a unit declares for the annex, as its `annex:` is written."""

from orchestrator.files.mapping import MappingReader
from orchestrator.files.problems import Problems
from orchestrator.files.yaml_nodes import MapEntry
from orchestrator.inventory.district.field_table import ANNEX, DECLARED, SUBMITTED
from orchestrator.model.bodies import UnitType
from orchestrator.model.district import Annex, Declaration, Submission
from orchestrator.text.message import say

# More people than any unit has, and than any district: what is above is a slip of the keyboard.
MOST_PEOPLE = {"people": 100_000, "org_people": 10_000_000}


def annex_of(entry: MapEntry | None, kind: UnitType, problems: Problems) -> Annex:
    """Return what a unit declares; note what is wrong with it.

    Args:
        entry: Its `annex:`, None if it has none.
        kind: The unit's type, which says whether it may fill in section 3.
        problems: Where to note.
    """
    fields = (
        None
        if entry is None
        else MappingReader.of(entry.key.text, entry.node, ANNEX.names, problems)
    )
    if fields is None:
        return Annex()
    evaluation = fields.entry("evaluation")
    if evaluation is not None and not kind.evaluates:
        where = evaluation.key.place
        problems.add(where, say("unit.evaluation"), say("mend.proposals"))
    return Annex(
        scope=fields.text("scope"),
        people=_people(fields, "people"),
        org_scope=fields.text("org_scope"),
        org_people=_people(fields, "org_people"),
        evaluation=fields.text("evaluation"),
        proposals=fields.text("proposals"),
        declared=_declared(fields),
        submitted=_submitted(fields),
    )


def _people(fields: MappingReader, name: str) -> int | None:
    number, most = fields.count(name), MOST_PEOPLE[name]
    if number is not None and number > most:
        what = say("field.number", name=name, least=0, most=most)
        fields.problems.add(fields.value_place(name), what, say("mend.count_again"))
        return None
    return number


def _declared(fields: MappingReader) -> Declaration | None:
    inner = _inner(fields, "declared", DECLARED.names)
    if inner is None:
        return None
    by, date = inner.needed("by"), inner.needed_date("date")
    return None if by is None or date is None else Declaration(by=by, date=date)


def _submitted(fields: MappingReader) -> Submission | None:
    inner = _inner(fields, "submitted", SUBMITTED.names)
    if inner is None:
        return None
    date, document = inner.needed_date("date"), inner.text("document")
    by, recorded = inner.text("by"), inner.date("recorded")
    if date is None:
        return None
    return Submission(date=date, document=document, by=by, recorded=recorded)


def _inner(fields: MappingReader, name: str, known: tuple[str, ...]) -> MappingReader | None:
    entry = fields.entry(name)
    return None if entry is None else MappingReader.of(name, entry.node, known, fields.problems)
