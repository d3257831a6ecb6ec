"""A list comes back as it was kept, of whatever form, and a damaged one is an error."""

import sqlite3
import zlib
from contextlib import closing
from pathlib import Path

import pytest

from orchestrator.errors import StateError
from orchestrator.evidence import KeptList, ListForm, open_store
from orchestrator.evidence.kept_lists import pack_list, unpack_list
from orchestrator.evidence.opening import FILE
from tests.evidence.building import begin

BODY = b"{}\na.example\n[[[0,1],{}]]\n"
SHA256 = "5b" * 32


def test_a_table_has_a_digest_of_its_own():
    kept = KeptList(sha256=SHA256, dated="2026-11-20", body=BODY)
    blob = pack_list(kept)
    assert unpack_list(SHA256, "2026-11-20", "table", blob) == kept
    spoiled = zlib.compress(zlib.decompress(blob).replace(b"a.example", b"b.example"))
    for damaged in (spoiled, blob[:-9], b"", b"\x00"):
        with pytest.raises(ValueError, match=r"digest|zlib|Error|\w"):
            unpack_list(SHA256, "2026-11-20", "table", damaged)
    with pytest.raises(ValueError, match="other"):
        unpack_list(SHA256, "2026-11-20", "other", blob)


def test_a_body_is_what_its_list_is_the_digest_of():
    sha256 = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
    kept = KeptList(sha256=sha256, dated="2026-11-20", form=ListForm.JSON, body=b"{}")
    assert unpack_list(sha256, "2026-11-20", "json", pack_list(kept)) == kept
    with pytest.raises(ValueError, match="digest"):
        unpack_list(SHA256, "2026-11-20", "json", pack_list(kept))


def test_a_damaged_list_is_named(tmp_path: Path):
    with closing(open_store(tmp_path, create=True)) as store:
        head = begin(store)
        assert store.kept_list(head.ioc_sha256).body == b"{}"
        with closing(sqlite3.connect(tmp_path / FILE)) as db, db:
            db.execute("UPDATE ioc_set SET body = x'00'")
        with pytest.raises(StateError, match=r"list efefefefefef in .* is damaged"):
            store.kept_list(head.ioc_sha256)
        with pytest.raises(StateError, match="is damaged"):
            store.kept_list(SHA256)
