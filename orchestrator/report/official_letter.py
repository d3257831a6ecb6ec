"""What stands in a unit's covering letter and in the authority's report, before it is set.

Number and date stay blank for the clerk; what the inventory does not say is a dotted line.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from orchestrator.model.district import Authority, Letterhead, Unit
from orchestrator.report.annex_view import letter_day, letter_number
from orchestrator.report.consolidation import Consolidation
from orchestrator.report.figures import Figures
from orchestrator.text.catalogue import Catalogue

DOTS = "............"


class LetterKind(StrEnum):
    """Which of the two; closed."""

    LETTER = "letter"  # công văn: a unit's, with its form
    REPORT = "report"  # báo cáo: the authority's


class LetterField(StrEnum):
    """What a clerk's own template may name between double braces; closed."""

    SUPERIOR = "co_quan_chu_quan"
    UNIT = "ten_don_vi"
    AREA = "ten_dia_ban"
    SYMBOL = "ky_hieu"
    PLACE = "dia_danh"
    TO = "kinh_gui"
    CAMPAIGN = "ten_chien_dich"
    BASIS = "can_cu"
    CONTENT = "noi_dung"
    SCOPE = "pham_vi"
    PEOPLE = "so_nguoi"
    ORG_SCOPE = "pham_vi_muc_2"
    ORG_PEOPLE = "so_nguoi_muc_2"
    EVALUATION = "danh_gia"
    PROPOSALS = "de_xuat"
    MACHINES = "so_may"
    ASSESSED = "so_may_da_danh_gia"
    PASSED = "so_may_dat"
    FAILED = "so_may_khong_dat"
    NOT_ASSESSED = "so_may_chua_danh_gia"
    AS_OF = "ngay_so_lieu"
    ON_BEHALF = "quyen_han_ky"
    TITLE = "chuc_vu"
    SIGNER = "nguoi_ky"
    RECIPIENTS = "noi_nhan"


_OF_MACHINES = (
    LetterField.MACHINES,
    LetterField.ASSESSED,
    LetterField.PASSED,
    LetterField.FAILED,
    LetterField.NOT_ASSESSED,
    LetterField.AS_OF,
)


class OfficialLetter(Struct, frozen=True, kw_only=True):
    """A document to be signed.

    Attributes:
        kind: Which of the two.
        superior: The body above, None where none is named.
        body: The body that issues.
        symbol: What follows the number.
        place: Where it is.
        about: What it is about.
        to: Whom it is addressed to, one or more.
        paragraphs: The text, without the mark of its end.
        recipients: The lines of the list of recipients.
        on_behalf: In whose name is signed, None where nobody said.
        title: The signer's office.
        signer: The signer's name.
        fields: What a template may show of it.
    """

    kind: LetterKind
    superior: str | None
    body: str
    symbol: str
    place: str
    about: str
    to: tuple[str, ...]
    paragraphs: tuple[str, ...]
    recipients: tuple[str, ...]
    on_behalf: str | None
    title: str
    signer: str
    fields: Mapping[LetterField, str]


class MachineFigures(Struct, frozen=True, kw_only=True):
    """How many machines are what, and the moment that this is of (aware)."""

    counted: Figures
    at: datetime
    declared: int = 0  # of those that pass, by their own word alone


def unit_letter(
    authority: Authority, unit: Unit, machines: MachineFigures | None, say: Catalogue
) -> OfficialLetter:
    """Return the letter that a unit's form is sent with; dots for machines that nobody asked."""
    head = unit.letterhead
    to = head.to or (authority.committee,)
    basis = head.basis or say(
        "letter.basis",
        number=letter_number(authority.letter),
        day=letter_day(authority.letter, say),
        issuer=authority.committee,
    )
    annex = unit.annex
    body = head.body or unit.name
    paragraphs = (
        say("letter.opening", basis=basis, campaign=authority.campaign, body=body),
        _machines(machines, say),
        *_declared(machines, say),
        say("letter.people", people=_number(annex.people, say)),
        *_proposals(unit, say),
        say("letter.closing", body=body, to=", ".join(to)),
    )
    fields = _unit_fields(unit, authority, say)
    return _letter(
        LetterKind.LETTER,
        head if head.superior else _below(head, authority),
        body=body,
        about=say("letter.about", campaign=authority.campaign),
        to=to,
        paragraphs=paragraphs,
        fields={**fields, **_machine_fields(machines, say), LetterField.BASIS: basis},
        say=say,
    )  # fmt: skip


def authority_report(
    authority: Authority, total: Consolidation, machines: MachineFigures | None, say: Catalogue
) -> OfficialLetter:
    """Return the authority's own report on all its units; dots for machines as in a letter."""
    head, body = authority.letterhead, authority.letterhead.body or authority.committee
    basis = head.basis or say("letter.basis", number=DOTS, day=DOTS, issuer=DOTS)
    to = head.to or (DOTS,)
    paragraphs = (
        say("letter.opening", basis=basis, campaign=authority.campaign, body=body),
        say(
            "letter.units", units=total.units, whole=total.whole, submitted=total.submitted,
            unsubmitted=len(total.unsubmitted),
        ),
        _machines(machines, say),
        *_declared(machines, say),
        say("letter.reached", people=_number(total.people.total, say), n=total.people.declared,
            units=total.units, org_people=_number(total.org_people.total, say),
            org_n=total.org_people.declared),
        say("letter.missing_no_nought"),
        say("letter.closing_report", body=body, to=", ".join(to)),
    )  # fmt: skip
    fields = {
        LetterField.AREA: authority.name,
        LetterField.SCOPE: say("letter.scope_of_all", n=total.units),
        LetterField.PEOPLE: _number(total.people.total, say),
        LetterField.ORG_SCOPE: DOTS,
        LetterField.ORG_PEOPLE: _number(total.org_people.total, say),
        LetterField.EVALUATION: DOTS,
        LetterField.PROPOSALS: DOTS,
        LetterField.BASIS: basis,
        LetterField.CAMPAIGN: authority.campaign,
    }
    return _letter(
        LetterKind.REPORT,
        head,
        body=body,
        about=say("letter.about_report", campaign=authority.campaign),
        to=to,
        paragraphs=paragraphs,
        fields={**fields, **_machine_fields(machines, say)},
        say=say,
    )


def _letter(
    kind: LetterKind,
    head: Letterhead,
    *,
    body: str,
    about: str,
    to: tuple[str, ...],
    paragraphs: tuple[str, ...],
    fields: Mapping[LetterField, str],
    say: Catalogue,
) -> OfficialLetter:
    symbol = head.letter_symbol if kind is LetterKind.LETTER else head.report_symbol
    usual = (say("letter.as_above"), say("letter.filed"))
    recipients = head.recipients or usual
    named = {
        LetterField.SUPERIOR: head.superior or DOTS,
        LetterField.UNIT: body,
        LetterField.SYMBOL: symbol or DOTS,
        LetterField.PLACE: head.place or DOTS,
        LetterField.TO: "; ".join(to),
        LetterField.CONTENT: "\n".join(paragraphs),
        LetterField.ON_BEHALF: head.on_behalf or "",
        LetterField.TITLE: head.title or DOTS,
        LetterField.SIGNER: head.signer or DOTS,
        LetterField.RECIPIENTS: "\n".join(f"- {line}" for line in recipients),
    }
    return OfficialLetter(
        kind=kind,
        superior=head.superior,
        body=body,
        symbol=symbol or DOTS,
        place=head.place or DOTS,
        about=about,
        to=to,
        paragraphs=paragraphs,
        recipients=recipients,
        on_behalf=head.on_behalf,
        title=head.title or DOTS,
        signer=head.signer or "",
        fields={**fields, **named},
    )


def _below(head: Letterhead, authority: Authority) -> Letterhead:
    """Return a unit's letterhead with the authority above it."""
    return Letterhead(
        superior=authority.committee,
        body=head.body,
        place=head.place or authority.letterhead.place,
        basis=head.basis,
        letter_symbol=head.letter_symbol,
        report_symbol=head.report_symbol,
        to=head.to,
        on_behalf=head.on_behalf,
        title=head.title,
        signer=head.signer,
        recipients=head.recipients,
    )


def _machines(machines: MachineFigures | None, say: Catalogue) -> str:
    """Return the sentence of figures; what was not assessed is said, and never called clean."""
    if machines is None:
        return say("letter.machines_unasked", dots=DOTS)
    figures = machines.counted
    return say(
        "letter.machines",
        machines=figures.in_scope,
        assessed=figures.assessed,
        percent=say.percent(figures.assessed, figures.in_scope),
        passed=figures.passed,
        failed=figures.failed,
        unread=figures.not_assessed,
        day=say.day(machines.at),
    )


def _declared(machines: MachineFigures | None, say: Catalogue) -> Iterator[str]:
    """Yield how many of those that pass do so by their own word alone."""
    if machines is not None and machines.declared:
        yield say("letter.declared", n=machines.declared)


def _proposals(unit: Unit, say: Catalogue) -> Iterator[str]:
    if unit.annex.proposals:
        yield say("letter.proposals", text=" ".join(unit.annex.proposals.split()))


def _unit_fields(unit: Unit, authority: Authority, say: Catalogue) -> dict[LetterField, str]:
    annex = unit.annex
    area = unit.within[-1] if unit.within else None
    return {
        LetterField.CAMPAIGN: authority.campaign,
        LetterField.AREA: area.level.named(area.name, say.lang) if area else authority.name,
        LetterField.SCOPE: annex.scope or DOTS,
        LetterField.PEOPLE: _number(annex.people, say),
        LetterField.ORG_SCOPE: annex.org_scope or DOTS,
        LetterField.ORG_PEOPLE: _number(annex.org_people, say),
        LetterField.EVALUATION: annex.evaluation or DOTS,
        LetterField.PROPOSALS: annex.proposals or DOTS,
    }


def _machine_fields(machines: MachineFigures | None, say: Catalogue) -> dict[LetterField, str]:
    if machines is None:
        return dict.fromkeys(_OF_MACHINES, DOTS)
    figures = machines.counted
    return {
        LetterField.MACHINES: say.number(figures.in_scope),
        LetterField.ASSESSED: say.number(figures.assessed),
        LetterField.PASSED: say.number(figures.passed),
        LetterField.FAILED: say.number(figures.failed),
        LetterField.NOT_ASSESSED: say.number(figures.not_assessed),
        LetterField.AS_OF: say.day(machines.at),
    }


def _number(number: int | None, say: Catalogue) -> str:
    return DOTS if number is None else say.number(number)
