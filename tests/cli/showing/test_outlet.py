import io
import os
import signal

import pytest

from orchestrator.cli.showing.outlet import Outlet
from orchestrator.cli.showing.stopping import Stopping
from orchestrator.errors import ExitCode
from orchestrator.text.catalogue import catalogue


@pytest.mark.skipif(os.name == "nt", reason="a pipe that broke is told otherwise there")
def test_a_reader_that_left_is_written_to_no_more():
    read, written = os.pipe()
    with os.fdopen(written, "w", encoding="utf-8") as stream:
        outlet = Outlet(stream)
        assert outlet.write("trường\n") == 7
        assert os.read(read, 64) == "trường\n".encode()
        os.close(read)
        for _ in range(3):
            outlet.write("gone\n")
        assert outlet.encoding == "utf-8"
        assert outlet.fileno() == written
        assert not outlet.isatty()
        outlet.flush()


def test_a_stream_without_a_descriptor_will_do():
    stream = io.StringIO()
    Outlet(stream).write("x")
    assert stream.getvalue() == "x"


def test_only_what_was_interrupted_ends_with_the_signals_code():
    before = signal.getsignal(signal.SIGTERM)
    calls: list[str] = []
    with Stopping(Outlet(io.StringIO()), catalogue("vi")) as stopping:
        assert stopping.code(ExitCode.INTERRUPTED) is ExitCode.INTERRUPTED
        stopping.by(lambda: calls.append("stop"))
        signal.raise_signal(signal.SIGTERM)
        assert calls == ["stop"]
        assert stopping.code(ExitCode.INTERRUPTED) is ExitCode.TERMINATED
        assert stopping.code(ExitCode.FOUND) is ExitCode.FOUND
        signal.raise_signal(signal.SIGINT)  # another one, not a second: it ends nothing at once
        assert calls == ["stop", "stop"]
        assert stopping.code(ExitCode.INTERRUPTED) is ExitCode.TERMINATED
    assert signal.getsignal(signal.SIGTERM) is before
