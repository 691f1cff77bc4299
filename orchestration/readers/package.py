"""The zip around an Office document: its parts by name, each within bounds, and their XML without entities.

Belongs here: what any OOXML file has in common. Does not: what a part says.
"""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from itertools import pairwise
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from lxml import etree

from orchestration.domain.errors import UnreadableDocumentError
from orchestration.readers.damage import damaged

MAX_ENTRIES = 10_000
MAX_PART_BYTES = 64 << 20  # expanded
MAX_TOTAL_BYTES = 256 << 20  # expanded
MAX_RATIO = 200  # expanded to packed; Word's own XML packs 10 to 30 times
MAX_TAGS = 4_000_000  # of one part, opening and closing: about 500 MB of nodes

_RATIO_FROM = 1 << 20  # a smaller part is harmless whatever its ratio
_TAGS_FROM = 4 * MAX_TAGS  # bytes below which that many tags don't fit
_ENTRY = b"PK\x01\x02"  # how an entry of the central directory begins
_ENCRYPTED = 0x1 | 0x40 | 0x2000  # flag bits: encrypted, strongly encrypted, masked directory
_DOCTYPE_WITHIN = 4096  # bytes; one further down is found once the part is parsed
_DOCTYPES = (b"<!DOCTYPE", "<!DOCTYPE".encode("utf-16-le"), "<!DOCTYPE".encode("utf-16-be"))
# What zipfile and zlib raise on bytes that are no sound archive.
_BROKEN = (BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError)

_PARSER = etree.XMLParser(
    resolve_entities=False,
    no_network=True,
    load_dtd=False,
    huge_tree=False,
    remove_comments=True,
    remove_pis=True,
    collect_ids=False,
)


class Package:
    """The parts of one Office file. Names have slashes between folders, and are looked up whatever their case."""

    def __init__(self, archive: ZipFile, entries: dict[str, ZipInfo]) -> None:
        self.names = frozenset(entries)
        self._archive = archive
        self._entries = {name.lower(): entry for name, entry in entries.items()}

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._entries

    def read(self, name: str) -> bytes:
        """Expand one part.

        Raises:
            UnreadableDocumentError: ``damaged`` if it is missing, cut off or doesn't match its checksum, ``too_large``
                if it grows beyond the limit, whatever size it declares.
        """
        entry = self._entries.get(name.lower())
        if entry is None:
            raise damaged(f"its part {name[:80]!r} is missing")
        try:
            with self._archive.open(entry) as part:
                data = part.read(MAX_PART_BYTES + 1)
        except _BROKEN as error:
            raise damaged(f"its part {name[:80]!r} is cut off or altered") from error
        if len(data) > MAX_PART_BYTES:
            raise _part_too_large(name)
        return data


def open_package(data: bytes) -> Package:
    """Open an Office file; nothing is expanded yet.

    Args:
        data: The whole file.

    Returns:
        Its parts. A part never gives more bytes than it declares, so all of them together are bounded too; whoever
        hands ``data`` to another library has to read the parts it will expand first.

    Raises:
        UnreadableDocumentError: ``damaged`` for a broken or ambiguous list of parts, ``encrypted``, or ``too_large``
            for too many parts, parts over the limit, and parts packed tighter than any real document.
    """
    # The list is counted before zipfile makes an object of each entry: the count it declares is not to be trusted.
    if data.count(_ENTRY) > MAX_ENTRIES:
        raise _too_many()
    try:
        archive = ZipFile(BytesIO(data))
    except _BROKEN as error:
        raise damaged("its list of parts is broken or cut off") from error
    infos = archive.infolist()
    _refuse_bombs(infos)
    _refuse_overlaps(infos, archive.start_dir)
    entries: dict[str, ZipInfo] = {}
    for info in infos:
        if not info.filename.endswith("/"):
            entries[info.filename.replace("\\", "/").lstrip("/")] = info
    if len({name.lower() for name in entries}) < sum(not info.filename.endswith("/") for info in infos):
        raise damaged("two of its parts have the same name")
    return Package(archive, entries)


def parse_xml(data: bytes) -> etree._Element:
    """Parse one part. No entity is expanded and nothing is fetched.

    Raises:
        UnreadableDocumentError: ``damaged`` if it isn't well-formed or declares a document type, which no Office
            program writes; ``nested_too_deep``; ``too_large`` for more tags than any document has.
    """
    if any(data.find(doctype, 0, _DOCTYPE_WITHIN) >= 0 for doctype in _DOCTYPES):
        raise _doctype()
    if len(data) > _TAGS_FROM and data.count(b"<") > MAX_TAGS:
        raise UnreadableDocumentError(
            "too_large", f"A part of the file has more than {MAX_TAGS:,} tags. Split the document, and land the pieces."
        )
    try:
        root = etree.fromstring(data, _PARSER)
    except etree.XMLSyntaxError as error:
        if error.code != etree.ErrorTypes.ERR_RESOURCE_LIMIT:
            raise damaged("the XML in it breaks off or has errors") from error
        code, found = "too_large", "A text, tag or entity of the file has millions of characters"
        if "depth" in (error.msg or ""):
            code, found = "nested_too_deep", "The elements of the file are nested deeper than any document needs"
        raise UnreadableDocumentError(
            code, f"{found}. Open it in the program that made it and save it anew."
        ) from error
    except (ValueError, LookupError) as error:
        raise damaged("the XML in it can't be decoded") from error
    if root.getroottree().docinfo.internalDTD is not None:  # far down, or in an encoding that hid it
        raise _doctype()
    return root


def _refuse_bombs(infos: list[ZipInfo]) -> None:
    if len(infos) > MAX_ENTRIES:
        raise _too_many()
    total = 0
    for info in infos:
        size = info.file_size
        total += size
        if info.flag_bits & _ENCRYPTED:
            raise UnreadableDocumentError(
                "encrypted", "The file is locked with a password. Open it, remove the password and save it anew."
            )
        if info.compress_type not in (ZIP_DEFLATED, ZIP_STORED):
            raise damaged("it is packed in a way that no Office program uses")
        if size > MAX_PART_BYTES:
            raise _part_too_large(info.filename)
        if size > _RATIO_FROM and size > MAX_RATIO * info.compress_size:
            raise UnreadableDocumentError(
                "too_large",
                f"The part {info.filename[:80]!r} of the file grows more than {MAX_RATIO} times when it is unpacked, "
                "as in a file made to fill a disk. Open it in the program that made it and save it anew.",
            )
    if total > MAX_TOTAL_BYTES:
        raise UnreadableDocumentError(
            "too_large",
            f"Unpacked, the file has {total:,} bytes; up to {MAX_TOTAL_BYTES:,} are read. "
            "Remove its pictures, or split it.",
        )


def _refuse_overlaps(infos: list[ZipInfo], end: int) -> None:
    """Two parts that share their bytes are how a small file holds a vast one."""
    header_bytes = 30
    ordered = sorted((info.header_offset, info.header_offset + header_bytes + info.compress_size) for info in infos)
    if any(after > begin for (_, after), (begin, _) in pairwise([*ordered, (end, end)])):
        raise damaged("its parts overlap")


def _doctype() -> UnreadableDocumentError:
    return damaged("it declares a document type, which no Office program writes and which can hide an attack")


def _part_too_large(name: str) -> UnreadableDocumentError:
    return UnreadableDocumentError(
        "too_large",
        f"The part {name[:80]!r} of the file has more than {MAX_PART_BYTES:,} bytes when it is unpacked. "
        "Split the document, or remove what is embedded in it.",
    )


def _too_many() -> UnreadableDocumentError:
    return UnreadableDocumentError(
        "too_large",
        f"The file has more than {MAX_ENTRIES:,} parts, which no report needs. "
        "Open it in the program that made it and save it anew.",
    )
