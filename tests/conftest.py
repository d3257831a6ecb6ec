"""Settings of all tests."""

import signal

from hypothesis import settings

pytest_plugins = ["tests.kept"]

# A loaded machine is no bug: how long one example took is not judged. What must be fast has a
# benchmark in tests/bench/.
settings.register_profile("gate", deadline=None)
settings.load_profile("gate")


def pytest_configure() -> None:
    """Let programs that tests start hear signals, though these tests run under nohup or behind &.

    What is ignored there is ignored by every child, and no test of Ctrl-C would end.
    """
    for name in ("SIGINT", "SIGHUP"):
        number = getattr(signal, name, None)  # Windows has no SIGHUP
        if number is not None and signal.getsignal(number) is signal.SIG_IGN:
            signal.signal(number, signal.SIG_DFL)
