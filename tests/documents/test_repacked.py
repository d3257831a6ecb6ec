import io
import zipfile
from datetime import UTC, datetime

from defusedxml import ElementTree

from orchestrator.documents.repacked import repacked

AT = datetime(2022, 9, 12, tzinfo=UTC)


def archive(day: tuple[int, int, int, int, int, int]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as new:
        for name in ("docProps/core.xml", "a.xml"):
            new.writestr(zipfile.ZipInfo(name, day), f"<x>{day if name != 'a.xml' else 1}</x>")
    return stream.getvalue()


def test_when_it_was_written_leaves_no_trace():
    days = ((2022, 9, 12, 1, 2, 4), (2023, 1, 1, 0, 0, 0))
    first, second = (repacked(archive(day), title="T", creator="C", at=AT) for day in days)
    assert first == second


def test_properties_are_ours_and_sound_whatever_they_hold():
    data = repacked(archive((2022, 1, 1, 0, 0, 0)), title="<a> & b", creator='"&', at=AT)
    with zipfile.ZipFile(io.BytesIO(data)) as made:
        core = ElementTree.fromstring(made.read("docProps/core.xml"))
        assert made.read("a.xml") == b"<x>1</x>"
    said = {node.tag.rpartition("}")[2]: node.text for node in core}
    assert said["title"] == "<a> & b"
    assert said["creator"] == said["lastModifiedBy"] == '"&'
    assert said["created"] == "2022-09-12T00:00:00Z"
