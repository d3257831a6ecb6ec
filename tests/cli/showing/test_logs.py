"""What `-v` says, and what it leaves out."""

import logging

import pytest
from msgspec.structs import replace

from orchestrator.cli.showing import logs
from orchestrator.cli.showing.sweep_log import secrets_of
from orchestrator.model.plan import JumpHost, Password, Via
from orchestrator.model.secret import Secret
from tests.collect.plans import assignment


def test_known_secrets_are_taken_out_the_longest_first():
    hidden = logs.Redactor()
    hidden.hide([Secret("mật"), Secret("mật-khẩu"), Secret("no")])
    assert hidden.clean("mật-khẩu, mật, none") == "***, ***, none"


def test_what_becomes_known_later_is_taken_out_from_then_on():
    hidden, known = logs.Redactor(), []
    hidden.hide_later(lambda: known)
    assert hidden.clean("cửa-sổ") == "cửa-sổ"
    known.append(Secret("cửa-sổ"))
    assert hidden.clean("cửa-sổ") == "***"


def test_a_traceback_in_a_log_is_cleaned_too():
    hidden = logs.Redactor()
    hidden.hide([Secret("cửa-sổ")])
    formatter = logs._Formatter(hidden)
    with pytest.raises(ValueError, match="cửa") as caught:
        int("cửa-sổ")
    told = (caught.type, caught.value, caught.tb)
    record = logging.LogRecord("x", logging.ERROR, "", 1, "said %s", ("cửa-sổ",), told)
    shown = formatter.format(record)
    assert "said ***" in shown
    assert "'***'" in shown
    assert "cửa-sổ" not in shown


@pytest.mark.parametrize("verbosity", [0, 1, 4, 9])
def test_each_level_is_above_the_one_before(verbosity: int):
    ours, theirs = (logs._at(levels, verbosity) for levels in (logs._OURS, logs._LIBRARIES))
    assert ours <= theirs
    assert (theirs == logging.DEBUG) == (verbosity >= 4)
    assert (ours == logging.WARNING) == (verbosity == 0)


def test_secrets_of_jump_hosts_are_left_out_too():
    gate, own = Secret("cua-cong"), Secret("cua-may")
    hop = JumpHost(name="cong", address="a", port=22, credential=Password(user="b", secret=gate))
    row = assignment(1, 22, Via.SSH)
    target = replace(row.target, credential=Password(user="a", secret=own), jump=(hop,))
    assert set(secrets_of([replace(row, target=target)])) == {gate, own}
