"""Asks a person: for secrets, unseen, and for texts that may be seen."""

import getpass
import os
import sys
from contextlib import suppress
from pathlib import Path

from msgspec import Struct

from orchestrator.cli.showing.language import said
from orchestrator.errors import Problem, UsageError
from orchestrator.model.secret import Secret
from orchestrator.text.catalogue import Catalogue
from orchestrator.text.message import Message, say


class Prompts(Struct, frozen=True):
    """Asks and warns in one language; every question is a message of the catalogues."""

    words: Catalogue

    def ask(self, question: Message) -> Secret:
        """Ask for a secret, unseen; without a terminal it is a line of standard input.

        Raises:
            UsageError: Nothing was answered.
        """
        if sys.stdin.isatty() or _has_terminal():
            with suppress(EOFError):
                return Secret(getpass.getpass(self._line(question), sys.stderr))
        elif line := sys.stdin.readline().rstrip("\r\n"):
            return Secret(line)
        raise UsageError.one(say("prompt.unanswered", prompt=question), say("prompt.ways"))

    def ask_new(self, question: Message) -> Secret:
        """Ask for a new secret twice.

        Raises:
            UsageError: There is nobody to ask, the two differ, or it is empty.
        """
        first = self.ask(question)
        if not first.reveal():
            raise UsageError.one(say("prompt.empty"), say("prompt.type_one"))
        if self.ask(say("prompt.confirm", prompt=question)) != first:
            raise UsageError.one(say("prompt.differ"), say("prompt.begin_again"))
        return first

    def ask_shown(self, question: Message) -> Secret:
        """Ask for a text that may be seen while it is typed."""
        sys.stderr.write(self._line(question))
        sys.stderr.flush()
        return Secret(sys.stdin.readline().rstrip("\r\n"))

    def warn(self, problem: Problem) -> None:
        """Say what is unsafe, and go on."""
        warning = said(problem, self.words.lang)
        sys.stderr.write(f"{self.words('run.warning', warning=warning)}\n")

    def _line(self, question: Message) -> str:
        return f"{self.words.text(question)}: "


def _has_terminal() -> bool:
    """Tell whether the process has a terminal although its input comes from elsewhere."""
    if os.name == "nt":
        return False
    try:
        with Path("/dev/tty").open("rb"):
            return True
    except OSError:
        return False
