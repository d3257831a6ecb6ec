"""Why a machine or a check was not read: the word for JSON and the sentences for people."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from orchestrator.model.answer import Unread
from orchestrator.model.indicator import Unused
from orchestrator.model.outcome import Ended, Outcome
from orchestrator.model.result import AnswerKind, CheckResult, MachineResult, Reason
from orchestrator.text.reason_table import OUTCOMES, Pair, Row
from orchestrator.text.refusal_table import REFUSALS
from orchestrator.text.unread_table import CHECKS, UNREAD

TITLES: Mapping[Reason, Pair] = {
    Reason.UNREACHABLE: Pair("Không phản hồi", "No response"),
    Reason.REFUSED: Pair("Từ chối kết nối", "Connection refused"),
    Reason.NO_ROUTE: Pair("Không có đường mạng", "No route"),
    Reason.TIMEOUT: Pair("Hết thời gian chờ", "Timed out"),
    Reason.FLOODED: Pair("Dữ liệu vượt giới hạn", "Too much data"),
    Reason.HOST_KEY: Pair("Khóa nhận dạng đã đổi", "Host key changed"),
    Reason.AUTH: Pair("Không đăng nhập được", "Logon rejected"),
    Reason.PROTOCOL: Pair("Sai giao thức", "Protocol error"),
    Reason.TOO_OLD: Pair("Hệ thống quá cũ", "Too old"),
    Reason.PARTIAL: Pair("Đọc chưa đủ", "Read in part"),
    Reason.UNSUPPORTED: Pair("Chưa hỗ trợ loại máy này", "Unsupported kind of machine"),
    Reason.CREDENTIAL_PAUSED: Pair("Tạm dừng tài khoản", "Account paused"),
    Reason.NO_CREDENTIAL: Pair("Chưa có tài khoản", "No account given"),
    Reason.NOT_SELECTED: Pair("Không được chọn", "Not selected"),
    Reason.INTERRUPTED: Pair("Bị ngắt giữa chừng", "Interrupted"),
    Reason.NOT_RUN: Pair("Chưa chạy", "Not run yet"),
    Reason.BUG: Pair("Lỗi phần mềm", "Program error"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a person reads: a short title, what happened, and who does what about it."""

    title: str
    sentence: str
    remedy: str


def reason_of(outcome: Outcome) -> Reason | None:
    """Return why a machine with that outcome is not assessed.

    Returns:
        None where the outcome alone is no reason: `ok`, and machines excluded with approval.
    """
    return _row(outcome).reason


def reason_title(reason: Reason, lang: str) -> str:
    """Return the reason in two to five words, for tables (`lang`: `vi` or `en`)."""
    return _in(TITLES[reason], lang)


def check_title(check: str, lang: str) -> str:
    """Return what a check reads, in lower-case words; the check's own id if it has none."""
    return _in(CHECKS[check], lang) if check in CHECKS else check


def unread(reason: Unread, lang: str) -> Said:
    """Return why a single check was not read, in words (`lang`: `vi` or `en`)."""
    row = UNREAD[reason]
    return Said(
        title=_in(row.title, lang), sentence=_in(row.sentence, lang), remedy=_in(row.remedy, lang)
    )


def refusal(reason: str, lang: str) -> str:
    """Return why a text of a list is not used: a few words without a full stop.

    Args:
        reason: A word of `Unused`, as a `Refusal` carries it.
        lang: `vi` or `en`.
    """
    return _in(REFUSALS[Unused(reason)], lang)


def machine(result: MachineResult, lang: str) -> Said:
    """Return why a machine was not (fully) read, in words (`lang`: `vi` or `en`).

    A machine that was reached names each required check that stayed unread, and why.
    """
    missing = tuple(check for check in result.checks if _missing(check))
    if result.outcome.ended in (Ended.OK, Ended.PARTIAL) and missing:
        return _partial(missing, lang)
    row = _row(result.outcome)
    reason = result.reason or row.reason
    if reason is Reason.PARTIAL:
        row = OUTCOMES[Ended.PARTIAL, None]
    title = reason_title(reason, lang) if reason else ""
    return Said(title=title, sentence=_in(row.sentence, lang), remedy=_in(row.remedy, lang))


def _missing(check: CheckResult) -> bool:
    return check.required and check.answer is AnswerKind.UNANSWERED


def _partial(missing: tuple[CheckResult, ...], lang: str) -> Said:
    reasons = tuple(check.reason or Unread.FAILED for check in missing)
    named = (
        f"{check_title(check.check, lang)} ({unread(reason, lang).title})"
        for check, reason in zip(missing, reasons, strict=True)
    )
    head = _in(Pair("Chưa đọc được đầy đủ: ", "Not fully read: "), lang)
    return Said(
        title=reason_title(Reason.PARTIAL, lang),
        sentence=f"{head}{', '.join(named)}.",
        remedy=" ".join(_distinct(unread(reason, lang).remedy for reason in reasons)),
    )


def _row(outcome: Outcome) -> Row:
    match outcome.ended:
        case Ended.STALLED:
            return OUTCOMES[Ended.STALLED, outcome.at]
        case Ended.NOT_ATTEMPTED:
            return OUTCOMES[Ended.NOT_ATTEMPTED, outcome.why]
        case ended:
            return OUTCOMES[ended, None]


def _in(pair: Pair, lang: str) -> str:
    return pair.en if lang == "en" else pair.vi


def _distinct(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(texts))
