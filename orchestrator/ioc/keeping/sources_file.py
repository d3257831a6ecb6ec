"""`sources.yml`: where a folder's lists come from, and what each one is for.

sources:                          # what `orchestrator ioc update` brings into the folder
  - name: ncsc                    # kept as `ncsc.list` in the folder of sources.yml
    url: https://lists.example/c2.csv
    role: ioc                     # ioc (usual), allow or sinkhole
    format: csv                   # only where the program guesses wrong; misp-feed for a feed
    column: Link                  # or a list of them; what a person decides: NAME or NAME=TYPE
    stale_after_days: 14
    max_mb: 32                    # of the whole list, unpacked
    timeout_s: 120                # for all of it
    ca: district-ca.pem           # beside sources.yml; instead of the system's authorities
    allow_private: true           # the address may be inside the district's own network
    proxy: http://proxy.example:3128
  - name: letters
    folder: /srv/letters          # or `file:`; relative paths start beside sources.yml
files:                            # lists that a person keeps in the folder
  allow.yml: allow
  sinkholes.txt: sinkhole
  letter.csv: {column: Link}      # or with `role:` and `format:`, as of a source
"""

import re
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

from msgspec import Struct

from orchestrator.errors import InputError, ListError
from orchestrator.files.bounded import read_bounded
from orchestrator.files.folders import entries
from orchestrator.files.mapping import Bounds, MappingReader
from orchestrator.files.problems import Problems
from orchestrator.files.yaml_documents import LIMIT_BYTES, YamlDocument, read
from orchestrator.files.yaml_nodes import ListNode, MapEntry, MapNode, Node, ScalarNode
from orchestrator.ioc.reading.list_file import AS_IT_IS, ReadAs
from orchestrator.ioc.reading.readers.formats import FORMATS
from orchestrator.ioc.reading.tables.by_hand import ColumnByHand, columns_by_hand
from orchestrator.text.message import say

NAMES = ("sources.yml", "sources.yaml")
FEED = "misp-feed"

_TOP = ("sources", "files")
_KEYS = (
    *("name", "file", "folder", "url", "role", "format", "column", "stale_after_days", "max_mb"),
    *("timeout_s", "ca", "allow_private", "proxy"),
)
_FILE_KEYS = ("role", "format", "column")
_ORIGINS = ("file", "folder", "url")
_URL_ONLY = ("timeout_s", "ca", "allow_private", "proxy")
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
_DEVICES = re.compile(r"con|prn|aux|nul|(com|lpt)[0-9]")  # no file names on Windows
_URL = re.compile(r"https?://(?P<host>[^\s/?#\\]+)(?:[/?][^\s#\\]*)?", re.IGNORECASE)
_STALE = Bounds(1, 3650, 30)
_MAX_MB = Bounds(1, 1024, 32)
_TIMEOUT = Bounds(1, 3600, 120)


class ListRole(StrEnum):
    """What a list is for."""

    IOC = "ioc"
    ALLOW = "allow"
    SINKHOLE = "sinkhole"


class FileOrigin(Struct, frozen=True, kw_only=True):
    """A file elsewhere, say on a share."""

    path: Path


class FolderOrigin(Struct, frozen=True, kw_only=True):
    """A folder elsewhere: its list files, or the MISP feed that it is."""

    path: Path


class UrlOrigin(Struct, frozen=True, kw_only=True):
    """A web address, without credentials.

    `ca` is a PEM file of the authorities to trust instead of the system's. `allow_private`
    lets the name lead to a private or loopback address. Without `proxy` none is used,
    whatever the environment says.
    """

    url: str
    ca: Path | None = None
    allow_private: bool = False
    proxy: str | None = None


Origin = FileOrigin | FolderOrigin | UrlOrigin


class ListSource(Struct, frozen=True, kw_only=True):
    """One list that is brought into the folder.

    `format` is a word of `FORMATS` or `misp-feed`, None to look what it is. `columns` are those of
    which a person says what they are for. `max_bytes` bounds
    the whole of one update of the source; so does `timeout_s`, if it comes over the web.
    """

    name: str
    origin: Origin
    role: ListRole = ListRole.IOC
    format: str | None = None
    stale_after_days: int = _STALE.usual
    max_bytes: int = _MAX_MB.usual * 1024 * 1024
    timeout_s: int = _TIMEOUT.usual
    columns: tuple[ColumnByHand, ...] = ()

    @property
    def read_as(self) -> ReadAs:
        """How its list is read."""
        return ReadAs(format=self.format, columns=self.columns)


class FolderFile(Struct, frozen=True, kw_only=True):
    """A list that a person keeps in the folder, by its file name."""

    name: str
    role: ListRole = ListRole.IOC
    read_as: ReadAs = AS_IT_IS


class SourcesFile(Struct, frozen=True, kw_only=True):
    """A whole `sources.yml`; `files` are lists that a person keeps in the folder."""

    path: Path
    sources: tuple[ListSource, ...] = ()
    files: tuple[FolderFile, ...] = ()

    @property
    def folder(self) -> Path:
        """The folder of lists."""
        return self.path.parent


def sources_of(folder: Path) -> SourcesFile | None:
    """Return what a folder's `sources.yml` says; None if it has none.

    Raises:
        ListError: It cannot be used; all problems at once.
    """
    found = next((folder / name for name in NAMES if (folder / name).is_file()), None)
    return read_sources(found) if found else None


def sources_at(path: Path) -> SourcesFile:
    """Return what a sources file says, or the one in a folder of lists.

    Raises:
        ListError: The folder holds none, or it cannot be used.
    """
    if path.name in NAMES:
        return read_sources(path)
    if found := sources_of(path):
        return found
    raise ListError.one(say("update.no_sources", path=path), say("mend.folder_with_sources"))


def read_sources(path: Path) -> SourcesFile:
    """Read a `sources.yml`.

    Raises:
        ListError: It cannot be read or used; all problems at once.
    """
    document = _document(path)
    problems = Problems(document.problems)
    found = SourcesFile(path=path)
    match document.root:
        case None:
            pass
        case MapNode() as root:
            if top := MappingReader.of("sources.yml", root, _TOP, problems):
                found = _sources(path, top)
        case node:
            problems.add(node.place, say("source.no_list"), say("mend.begin_sources"))
    if problems:
        raise ListError(problems)
    return found


def _document(path: Path) -> YamlDocument:
    try:
        return read(read_bounded(path, LIMIT_BYTES), source=str(path))
    except InputError as error:
        raise ListError(error.problems) from error


def _sources(path: Path, top: MappingReader) -> SourcesFile:
    sources = tuple(_each_source(top.node("sources"), path.parent, top.problems))
    return SourcesFile(
        path=path,
        sources=sources,
        files=tuple(_each_file(top.node("files"), path.parent, top.problems)),
    )


def _each_source(node: Node | None, folder: Path, problems: Problems) -> Iterator[ListSource]:
    if node is None:
        return
    if not isinstance(node, ListNode):
        problems.add(node.place, say("source.list"), say("mend.begin_name"))
        return
    names = set[str]()
    for item in node.items:
        mend = say("mend.begin_name")
        fields = MappingReader.of("source", item, _KEYS, problems, mend=mend)
        if fields is None:
            continue
        fields.refuse_empty()
        source = _source(fields, folder)
        if source.name in names:
            what = say("source.twice", name=source.name)
            problems.add(fields.value_place("name"), what)
        names.add(source.name)
        yield source


def _source(fields: MappingReader, folder: Path) -> ListSource:
    return ListSource(
        name=_name(fields),
        origin=_origin(fields, folder),
        role=fields.choice("role", ListRole) or ListRole.IOC,
        format=fields.word("format", (*FORMATS, FEED)),
        stale_after_days=fields.number("stale_after_days", _STALE),
        max_bytes=fields.number("max_mb", _MAX_MB) * 1024 * 1024,
        timeout_s=fields.number("timeout_s", _TIMEOUT),
        columns=_columns(fields),
    )


def _columns(fields: MappingReader) -> tuple[ColumnByHand, ...]:
    node = fields.node("column")
    items = node.items if isinstance(node, ListNode) else () if node is None else (node,)
    texts = [item.text if isinstance(item, ScalarNode) else "" for item in items]
    try:
        return columns_by_hand(texts)
    except ListError as error:
        problem = error.problems[0]
        fields.problems.add(fields.value_place("column"), problem.what, problem.mend)
        return ()


def _name(fields: MappingReader) -> str:
    name = fields.text("name")
    if name is None:
        if "name" not in fields:
            fields.problems.add(fields.place, say("source.no_name"), say("mend.give_name"))
        return ""
    if not _NAME.fullmatch(name) or _DEVICES.fullmatch(name):
        what = say("source.bad_name", name=name)
        fields.problems.add(fields.value_place("name"), what, say("mend.file_name"))
    return name


def _origin(fields: MappingReader, folder: Path) -> Origin:
    problems = fields.problems
    given = [key for key in _ORIGINS if key in fields]
    if len(given) != 1:
        what = say("source.origins", count=len(given))
        problems.add(fields.place, what, say("mend.origin"))
        return FileOrigin(path=folder)
    for key in _URL_ONLY if given != ["url"] else ():
        if key in fields:
            what = say("source.url_only", key=key)
            problems.add(fields.value_place(key), what, say("mend.delete"))
    text = fields.text(given[0]) or ""
    match given[0]:
        case "file":
            if (node := fields.node("format")) and node.value == FEED:
                problems.add(node.place, say("source.feed_file"), say("mend.give_folder"))
            return FileOrigin(path=folder / text)
        case "folder":
            return FolderOrigin(path=folder / text)
        case _:
            return _url_origin(fields, folder)


def _url_origin(fields: MappingReader, folder: Path) -> UrlOrigin:
    ca = fields.text("ca")
    if ca and not (folder / ca).is_file():
        fields.problems.add(fields.value_place("ca"), say("source.no_ca", name=ca))
    proxy = _url(fields, "proxy")
    if proxy and not proxy.lower().startswith("http://"):
        fields.problems.add(fields.value_place("proxy"), say("source.proxy"))
    return UrlOrigin(
        url=_url(fields, "url") or "",
        ca=folder / ca if ca else None,
        allow_private=fields.flag("allow_private"),
        proxy=proxy,
    )


def _url(fields: MappingReader, key: str) -> str | None:
    text = fields.text(key)
    if text is None:
        return None
    found = _URL.fullmatch(text)
    if not found:
        fields.problems.add(fields.value_place(key), say("source.no_url", key=key))
    elif "@" in found["host"]:
        # Not shown: what stands before the @ is a secret.
        what = say("source.credentials", key=key)
        fields.problems.add(fields.value_place(key), what, say("mend.no_credentials"))
    return text


def _each_file(node: Node | None, folder: Path, problems: Problems) -> Iterator[FolderFile]:
    match node:
        case None:
            return
        case MapNode():
            for entry in node.entries:
                yield from _file(entry, folder, problems)
        case _:
            problems.add(node.place, say("source.files"), say("mend.write_role"))


def _file(entry: MapEntry, folder: Path, problems: Problems) -> Iterator[FolderFile]:
    name, said = entry.key.text, entry.node
    if Path(name).name != name or not (folder / name).is_file():
        # A misspelt name would turn an allow list into indicators.
        beside = tuple(one.name for one in entries(folder) if one.is_file())
        problems.unknown(entry.key.place, say("source.no_file", name=name), name, beside)
    if isinstance(said, MapNode):
        yield from _described(name, said, problems)
        return
    if isinstance(said, ScalarNode) and said.value in tuple(ListRole):
        yield FolderFile(name=name, role=ListRole(said.text))
        return
    text = said.text if isinstance(said, ScalarNode) else ""
    problems.unknown(said.place, say("source.no_role", word=text), text, tuple(ListRole))


def _described(name: str, said: MapNode, problems: Problems) -> Iterator[FolderFile]:
    fields = MappingReader.of(name, said, _FILE_KEYS, problems)
    if fields is None:
        return
    fields.refuse_empty()
    yield FolderFile(
        name=name,
        role=fields.choice("role", ListRole) or ListRole.IOC,
        read_as=ReadAs(format=fields.word("format", FORMATS), columns=_columns(fields)),
    )
