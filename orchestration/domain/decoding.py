"""From bytes to text by evidence. A declared charset is a claim: it is tried, compared, and noted when it was wrong."""

from __future__ import annotations

import codecs

from orchestration.domain.errors import UnreadableDocumentError

CONTROL_BYTES = bytes(b for b in range(32) if b not in b"\t\n\f\r") + b"\x7f"
_CONTROL_TABLE = dict.fromkeys(CONTROL_BYTES)
_REPLACEMENT = "\ufffd"

# Byte-order mark, codec. UTF-8 first: it's the commonest.
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))

# Names found in Chinese pages -> the superset that is really used. A single-byte charset (iso-8859-1, windows-1252)
# is left out on purpose: it decodes anything, so that it decodes proves nothing.
_FAMILIES = {
    "utf8": "utf-8",
    "unicode": "utf-16-le",
    "utf16": "utf-16-le",
    "utf16le": "utf-16-le",
    "utf16be": "utf-16-be",
    "gb2312": "gb18030",
    "gb231280": "gb18030",
    "gbk": "gb18030",
    "xgbk": "gb18030",
    "cp936": "gb18030",
    "ms936": "gb18030",
    "gb18030": "gb18030",
    "big5": "big5",
    "xbig5": "big5",
    "cnbig5": "big5",
    "cp950": "big5",
    "big5hkscs": "big5",
}

# Written alike in simplified and traditional text, and in every report; text decoded by a wrong table has hardly any.
_FREQUENT = "的年政公信人一不有大"
_FREQUENT_SHARE = 0.01  # share of _FREQUENT among the characters beyond ASCII; real reports have 0.05 to 0.2
_MAX_REPLACED = 0.05  # share of undecodable characters at which a decoding is given up
_MAX_NOISE = 0.10  # share of control and undecodable characters at which the bytes aren't text
_SAMPLE = 1 << 20  # bytes on which lenient decodings are compared, so that 128 MB of noise costs little


def decode_text(data: bytes, declared: str | None = None) -> tuple[str, str, tuple[str, ...]]:
    """Decode bytes by evidence: byte-order mark, UTF-8, UTF-16, the declared charset, GB18030, Big5.

    Args:
        data: The whole document.
        declared: The charset that the document claims, e.g. in a ``<meta>``; used only where it fits the bytes.

    Returns:
        The text without control characters (tab, line feed, form feed and carriage return stay), the encoding used
        (``utf-8``, ``utf-16-le``, ``utf-16-be``, ``gb18030``, ``big5``), and notes on all that was not as it should be.

    Raises:
        UnreadableDocumentError: ``undecodable``, if no encoding gives text.
    """
    text, encoding, notes = _decode(data, _family(declared))
    if declared and _family(declared) != encoding and not text.isascii():
        notes.insert(0, f"declared {declared[:40]}, read as {encoding}")
    replaced = text.count(_REPLACEMENT)
    controls = 0
    if encoding.startswith("utf-16") or len(data.translate(None, CONTROL_BYTES)) != len(data):
        clean = text.translate(_CONTROL_TABLE)
        controls, text = len(text) - len(clean), clean
    if replaced + controls > _MAX_NOISE * (len(text) + controls):
        raise _undecodable(f"{replaced + controls} of {len(text) + controls} characters are noise")
    if replaced:
        notes.append(f"{replaced} characters could not be decoded")
    if controls:
        notes.append(f"{controls} control characters removed")
    return text, encoding, tuple(notes)


def _decode(data: bytes, claimed: str | None) -> tuple[str, str, list[str]]:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace"), encoding, []
    wide = _regular_nuls(data) if b"\0" in data else None
    if wide and data.count(0) * 5 >= len(data):
        return data.decode(wide, "replace"), wide, ["UTF-16 without a byte-order mark"]
    try:
        return data.decode("utf-8"), "utf-8", []
    except UnicodeDecodeError as error:
        proven = data[: error.start].decode("utf-8")
        if error.reason == "unexpected end of data" and not proven.isascii():
            return proven, "utf-8", ["cut off inside its last character"]
        is_nearly_utf8 = error.start - len(proven.encode("ascii", "ignore")) >= 60  # 20 Chinese characters: no accident
    if wide and _looks_right(text := data.decode(wide, "replace"), len(data)):
        return text, wide, ["UTF-16 without a byte-order mark"]
    if is_nearly_utf8 and _replaced_share(data[:_SAMPLE], "utf-8") <= _MAX_REPLACED:
        return data.decode("utf-8", "replace"), "utf-8", []
    return _decode_double_byte(data, claimed)


def _decode_double_byte(data: bytes, claimed: str | None) -> tuple[str, str, list[str]]:
    """GB18030 or Big5, the claimed one first; a decoding that works but reads like noise yields to a better one."""
    order = ("big5", "gb18030") if claimed == "big5" else ("gb18030", "big5")
    decoded: list[tuple[str, str]] = []
    for encoding in order:
        try:
            decoded.append((data.decode(encoding), encoding))
        except UnicodeDecodeError:
            continue
        if _looks_right(decoded[-1][0], len(data)):
            return *decoded[-1], []
    if decoded:
        return *decoded[0], []
    share, encoding = min((_replaced_share(data[:_SAMPLE], e), i, e) for i, e in enumerate(("utf-8", *order)))[::2]
    if share > _MAX_REPLACED:
        raise _undecodable(f"the best guess, {encoding}, leaves {share:.0%} of the characters undecoded")
    return data.decode(encoding, "replace"), encoding, []


def _regular_nuls(data: bytes) -> str | None:
    """The byte order that NUL bytes on every other place point to, or None; 一 (U+4E00) has one on the other place."""
    even, odd = data[0::2].count(0), data[1::2].count(0)
    if odd >= 2 and even * 4 <= odd:
        return "utf-16-le"
    if even >= 2 and odd * 4 <= even:
        return "utf-16-be"
    return None


def _looks_right(text: str, byte_count: int) -> bool:
    """Whether the most frequent characters are as frequent as in any report; stops counting once they are."""
    most = byte_count - len(text) + 1  # characters beyond ASCII take two bytes or more, but for one that is cut off
    wanted = _FREQUENT_SHARE * most
    found = 0
    for character in _FREQUENT:
        found += text.count(character)
        if found >= wanted:
            return found > 0
    return 0 < found >= _FREQUENT_SHARE * (len(text) - len(text.encode("ascii", "ignore")))


def _replaced_share(sample: bytes, encoding: str) -> float:
    text = sample.decode(encoding, "replace")
    return text.count(_REPLACEMENT) / max(1, len(text))


def _family(declared: str | None) -> str | None:
    if not declared:
        return None
    return _FAMILIES.get("".join(c for c in declared.lower() if c.isascii() and c.isalnum()))


def _undecodable(found: str) -> UnreadableDocumentError:
    return UnreadableDocumentError(
        "undecodable",
        f"The bytes are not text in UTF-8, UTF-16, GB18030 or Big5: {found}. "
        "Open the file in the program that made it and save it again as UTF-8.",
    )
