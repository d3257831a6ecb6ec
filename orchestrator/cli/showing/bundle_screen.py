"""What `hub`, `runner` and `bundle` print: nothing that a stranger wrote reaches a terminal raw."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from orchestrator.roads.enrolment import Enrolment
from orchestrator.sweep.bundle_exporting import BundleExported
from orchestrator.sweep.bundle_importing import BundleFile, BundleImport
from orchestrator.sweep.receipt_reading import ReceiptsRead, SiteStatus
from orchestrator.sweep.site_enrolment import Enrolled, Sites
from orchestrator.sweep.task_files import TasksExported
from orchestrator.text.catalogue import Catalogue
from orchestrator.text.visible import visible


def added_lines(enrolment: Enrolment, file: Path, words: Catalogue) -> Iterator[str]:
    """Yield what is said of a site that was added."""
    yield words("site.added", site=enrolment.site, file=visible(str(file)))
    yield words("site.of_units", units=_codes(enrolment.units))
    yield words("site.enrolment_words", words=enrolment.words)
    yield words("site.next.accept", site=enrolment.site)


def enrolled_lines(done: Enrolled, words: Catalogue) -> Iterator[str]:
    """Yield what is said to a site that was enrolled."""
    enrolment = done.enrolment
    district = visible(enrolment.district)
    yield words("site.enrolled_with", site=enrolment.site, district=district)
    yield words("site.of_units", units=_codes(enrolment.units))
    yield words("site.enrolment_words", words=enrolment.words)
    yield words("site.key_words", words=done.key_words)
    yield words("site.next.telephone")


def allowed_lines(name: str, sha256: str, words: Catalogue) -> Iterator[str]:
    """Yield what is said of a playbook that was allowed."""
    yield words("receipt.playbook_allowed", name=visible(name), digest=sha256[:12])


def tasks_lines(done: TasksExported, words: Catalogue) -> Iterator[str]:
    """Yield what is said of tasks that were written for a site."""
    if done.file is None:
        yield words("shard.none_open")
        return
    yield words("bundle.file", file=visible(str(done.file)))
    yield words("shard.exported", n=done.tasks, machines=done.machines)


def service_lines(paths: Iterable[Path], words: Catalogue) -> Iterator[str]:
    """Yield what was written of a service, and how the system takes it."""
    for path in paths:
        yield words("bundle.file", file=visible(str(path)))
    yield words("runner_says.next_linux")
    yield words("runner_says.next_windows")


def _codes(units: Iterable[str]) -> str:
    return ", ".join(map(visible, units))


def site_lines(rows: Sites, words: Catalogue) -> Iterator[str]:
    """Yield a line for each site."""
    for row in rows:
        heard = words("site.never") if row.heard_at is None else words.moment(row.heard_at)
        yield words(
            "site.line",
            site=row.name,
            state=words.word("site_state", row.state),
            heard=heard,
            n=row.sweeps,
            shards=row.open_shards,
            units=_codes(row.units),
        )


def exported_lines(done: BundleExported, words: Catalogue) -> Iterator[str]:
    """Yield what was written."""
    for file in done.files:
        yield words("bundle.file", file=visible(str(file)))
    if done.words:
        yield words("bundle.task_words", n=done.words)
    if not done.parts and not done.lost and not done.words:
        yield words("bundle.nothing_to_send")
        return
    yield words("bundle.exported", parts=done.parts, n=done.machines, answers=done.answers)
    if done.lost:
        yield words("bundle.lost", n=done.lost)


def file_lines(one: BundleFile, words: Catalogue) -> Iterator[str]:
    """Yield what became of a file."""
    name = visible(one.path.name)
    if one.problem is not None:
        yield words("bundle.unread", file=name, why=words.text(one.problem.what))
    if one.parts:
        yield words(
            "bundle.from_file",
            file=name,
            sites=", ".join(one.sites),
            taken=one.taken,
            before=one.before,
            waiting=one.waiting,
        )
    if one.out_of_scope:
        yield words("bundle.out_of_scope", file=name, n=one.out_of_scope)
    for fault, n in sorted(one.faults.items()):
        why = words.word("bundle_fault", fault)
        yield words("bundle.fault", file=name, n=n, why=why)


def import_lines(done: BundleImport, words: Catalogue, *, dry_run: bool) -> Iterator[str]:
    """Yield what came of an import, in all."""
    if done.foreign or done.left:
        yield words("bundle.foreign", n=done.foreign + done.left)
    yield words("bundle.imported", n=len(done.files), parts=done.parts, waiting=done.waiting)
    if done.waiting:
        yield words("bundle.next.settle")
    for path in done.receipts:
        yield words("bundle.receipts_file", file=visible(str(path)))
    if dry_run:
        yield words("bundle.dry_run")


def receipts_lines(done: ReceiptsRead, words: Catalogue) -> Iterator[str]:
    """Yield what receipts came to."""
    yield words("receipt.marked", n=done.marked, before=done.before, unsent=done.unsent)
    if done.tasks:
        yield words("receipt.tasks_taken", n=done.tasks)
    for path in done.playbooks:
        yield words("receipt.read_playbook", file=visible(str(path)))
    for fault, n in sorted(done.faults.items()):
        why = words.word("receipt_fault", fault)
        yield words("receipt.fault", n=n, why=why)


def status_lines(status: SiteStatus, words: Catalogue) -> Iterator[str]:
    """Yield where a site stands with its hub."""
    enrolment = status.enrolment
    district = visible(enrolment.district)
    yield words("site.enrolled_with", site=enrolment.site, district=district)
    yield words("site.of_units", units=_codes(enrolment.units))
    yield words("site.enrolment_words", words=enrolment.words)
    yield words("site.key_words", words=status.key_words)
    yield words("receipt.parts", n=status.parts, unsent=status.unsent)
    if status.oldest is not None:
        yield words("receipt.oldest", day=words.day(status.oldest))
    if status.unmade:
        yield words("receipt.unmade", n=status.unmade)
    yield words("receipt.tasks", n=status.tasks_open, done=status.tasks_done)
    names = ", ".join(map(visible, status.allowed))
    yield words("receipt.allowed", names=names) if names else words("receipt.none_allowed")
