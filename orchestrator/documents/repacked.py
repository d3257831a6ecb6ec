"""An archive that we wrote, again: the same content gives the same bytes, whenever and by whom."""

import io
import zipfile
from datetime import UTC, datetime
from xml.sax.saxutils import escape

_CORE = "docProps/core.xml"
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)  # the earliest that an archive can say
_FILE_MODE = 0o600 << 16
_NAMES = (
    'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
)


def repacked(data: bytes, *, title: str, creator: str, at: datetime) -> bytes:
    """Return a workbook or a Word document with our own properties and no other trace.

    Args:
        data: The archive, which holds core properties.
        title: What it is called.
        creator: Who issues it: a body, never the name of a program or an account.
        at: The moment that it is of (aware).
    """
    core = _core(title, creator, at).encode()
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            row = zipfile.ZipInfo(name, _FIRST_DAY)
            row.compress_type, row.external_attr, row.create_system = 8, _FILE_MODE, 3
            new.writestr(row, core if name == _CORE else old.read(name))
    return target.getvalue()


def _core(title: str, creator: str, at: datetime) -> str:
    when = f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f"<cp:coreProperties {_NAMES}><dc:title>{escape(title)}</dc:title>"
        f"<dc:creator>{escape(creator)}</dc:creator>"
        f"<cp:lastModifiedBy>{escape(creator)}</cp:lastModifiedBy>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{when}</dcterms:created>'
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{when}</dcterms:modified>'
        "</cp:coreProperties>"
    )
