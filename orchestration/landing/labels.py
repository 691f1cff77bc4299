"""Labels read off a file's name and folder: what it claims to be. Nothing here is verified, and nothing is a path."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Callable
from contextlib import suppress

_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_HASHES = re.compile(r"(?<![0-9A-Za-z])[0-9a-fA-F]{12,}(?![0-9A-Za-z])")
_DATES = re.compile(r"20\d\d[-_.年]\d{1,2}[-_.月]\d{1,2}(?!\d)日?")

_YEAR = r"(?<!\d)(20\d\d)"
_QUARTER = re.compile(_YEAR + r"[-_. ]?(?:年度? ?第?([一二三四1-4])季度?|第?([一二三四1-4])季度?|[qQ]([1-4])(?!\d))")
_HALF = re.compile(_YEAR + r"[-_. ]?年?[-_. ]?(?:(上半年)|(下半年)|[hH]([12])(?!\d))")
_MONTHS = re.compile(_YEAR + r"[-_.年](0?[1-9]|1[0-2])月?[-至到~～—–]+(0?[1-9]|1[0-2])月")
_MONTH = re.compile(_YEAR + r"[-_.年] ?(0?[1-9]|1[0-2])(?!\d)月?")
_YEAR_ALONE = re.compile(_YEAR + r"(?!\d)")
_EXTENSION = re.compile(r"\.[0-9A-Za-z]{1,5}$")
_LONGEST_LABEL = 2_000  # characters that are looked at
_DIGITS = {"一": "1", "二": "2", "三": "3", "四": "4"}

_BEFORE_ORGAN = re.compile(r"^(?:[^\u4e00-\u9fff]|年度?|第?[一二三四]季度|[上下]半年|月份?|附件|关于)+")
_AFTER_ORGAN = re.compile(r"关于|人民政府|政府|政务|信息|年度|工作|报告|[^\u4e00-\u9fff]")
_ORGAN = re.compile(r"^[\u4e00-\u9fff]{1,30}(?:[省市县区镇乡局委厅]|办(?!公))")


def file_name_label(name: str) -> str:
    """The base name for people to read: control characters removed, at most 255 characters."""
    base = _readable(name).replace("\\", "/").rstrip("/").rpartition("/")[2]
    return _CONTROLS.sub("", base)[:255] or "unnamed"


def uri_label(uri: str) -> str:
    """A uri that any system can store and show: control characters are written as ``%0A``."""
    return _CONTROLS.sub(lambda found: f"%{ord(found[0]):02X}", _readable(uri))


def _readable(name: str) -> str:
    """The name as text; a name that isn't UTF-8 on disk is tried as GB18030."""
    raw = os.fsencode(name) if any("\udc80" <= c <= "\udcff" for c in name) else None
    if raw is not None:
        with suppress(UnicodeDecodeError):
            name = raw.decode("gb18030")
    return name.encode("utf-8", "backslashreplace").decode("utf-8")


def claimed_period(label: str) -> str | None:
    """The period that a file name claims, else its folders: 2017, 2018Q1, 2018H1, 2021-08, 2021-01/2021-08."""
    return _first(label, _period_of)


def claimed_organ(label: str) -> str | None:
    """The organ (…省, 市, 县, 区, 镇, 乡, 局, 委, 办, 厅) that a file name begins with, else its folders."""
    return _first(label, _organ_of)


def _first(label: str, read: Callable[[str], str | None]) -> str | None:
    """Ask the name without its extension, then the folders and archives it lies in, the nearest first."""
    parts = re.split(r"[/!\\]", label[-_LONGEST_LABEL:])
    for part in reversed(parts):
        stem = _EXTENSION.sub("", part)
        found = read(unicodedata.normalize("NFKC", stem[:500]))
        if found:
            return found
    return None


def _period_of(part: str) -> str | None:
    part = _HASHES.sub(" ", part)
    if found := _QUARTER.search(part):
        digit = next(group for group in found.groups()[1:] if group)
        return f"{found[1]}Q{_DIGITS.get(digit, digit)}"
    if found := _HALF.search(part):
        return f"{found[1]}H{'1' if found[2] else '2' if found[3] else found[4]}"
    if found := _MONTHS.search(part):
        first, last = int(found[2]), int(found[3])
        return f"{found[1]}-{first:02}/{found[1]}-{last:02}" if first < last else None
    part = _DATES.sub(" ", part)
    if found := _MONTH.search(part):
        return f"{found[1]}-{int(found[2]):02}"
    years = set(_YEAR_ALONE.findall(part))
    return years.pop() if len(years) == 1 else None


def _organ_of(part: str) -> str | None:
    part = _BEFORE_ORGAN.sub("", part)
    if end := _AFTER_ORGAN.search(part):
        part = part[: end.start()]
    found = _ORGAN.match(part)
    return found[0] if found else None
