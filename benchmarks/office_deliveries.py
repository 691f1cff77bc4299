"""How reports reach the office of a province: in folders, late ones in archives with names in GBK, then revisions."""

from __future__ import annotations

import csv
import os
import zipfile
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import NamedTuple

from orchestration.synthesis.chance import chance

Row = dict[str, str]

_NAMES = (
    "{organ}{year}年政府信息公开工作年度报告",
    "{organ}{year}年政府信息公开工作年度报告",
    "{year}年度{organ}政府信息公开年报",
    "附件1：{organ}{year}年年报",
    "{organ} {year} 年政府信息公开年度报告（定稿）",
    "{year}年{organ}政府信息公开工作年度报告-终稿",
)
_SHORT_NAME = "{level}{department}{year}年政府信息公开年报"
_LATE = 0.15  # of the first versions come in February, in archives
_SHORT = 0.1  # of the departments leave out which government they belong to
_MARKED = 0.5  # of the own reports of a parent say 本级 in their name
_DISPUTED = 0.2  # of the preliminary reports of the last year: the organ itself sends the other file
_EXEMPT = 0.1  # of the reports that never come
_FIRST_DAYS = {1: (1, 8), 2: (2, 2), 3: (3, 8)}  # wave -> month and day from which it is delivered
_SPREAD = 20  # days


class Wave(NamedTuple):
    """What one sender hands in at one time."""

    received: datetime
    number: int  # 1 on time, 2 late or by the organ itself, 3 revisions
    year: int  # that the reports are of
    sender_id: str


@dataclass(frozen=True, slots=True)
class Delivery:
    """A folder as it is handed in, with the documents in it (rows of ``truth/documents.csv``)."""

    wave: Wave
    sender: str
    folder: Path
    documents: tuple[Row, ...]


def read_rows(path: Path) -> list[Row]:
    """Rows of a CSV file."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


class _NamedInGbk(zipfile.ZipInfo):
    """A member whose name is not marked as UTF-8, because it isn't."""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # noqa: N802 - zipfile's own name
        return self.filename.encode("gbk"), self.flag_bits


class Post:
    """Deals the documents of a province out to deliveries; the same province is dealt out the same way."""

    def __init__(self, province: Path, seed: int) -> None:
        self.province, self._seed = province, seed
        self.organs = {row["organ_id"]: row for row in read_rows(province / "truth" / "organs.csv")}
        self.documents = read_rows(province / "truth" / "documents.csv")
        self.names: dict[str, str] = {}  # path of a document -> the name it is handed in under
        self._parents = {row["parent_organ_id"] for row in self.organs.values()}
        self._last_year = max(row["period"] for row in self.documents)
        preliminary = {report_of(row) for row in self.documents if row["is_preliminary"] == "true"}
        self.disputed = {report for report in preliminary if self._is_disputed(report)}

    def deliver(self, out: Path) -> list[Delivery]:
        """Lay the documents out in folders below ``out``, in the order of their days; files are linked, not copied."""
        dealt: dict[Wave, list[Row]] = defaultdict(list)
        for row in self.documents:
            dealt[self._wave_of(row)].append(row)
        made = []
        for number, wave in enumerate(sorted(dealt)):
            folder = out / f"{number:04}"
            (self._pack if wave.number == 2 else self._lay_out)(folder, dealt[wave])
            sender = self.organs[wave.sender_id]["organ_name"]
            made.append(Delivery(wave, sender, folder, tuple(dealt[wave])))
        return made

    def exempt(self) -> list[Row]:
        """Reports that never come because the office lets the organ off, as in the year it is being set up."""
        missing = read_rows(self.province / "truth" / "missing.csv")
        own = [row for row in missing if row["organ_id"] not in self._parents]
        return [row for row in own if chance(self._seed, "exempt", *report_of(row)).random() < _EXEMPT]

    def _is_disputed(self, report: tuple[str, ...]) -> bool:
        goes_through_another = self._office_of(report[0]) != report[0]
        return (
            goes_through_another
            and report[1] == self._last_year
            and chance(self._seed, "dispute", *report).random() < _DISPUTED
        )

    def _wave_of(self, row: Row) -> Wave:
        year, report = int(row["period"]), report_of(row)
        number = 1 if chance(self._seed, "late", *report).random() >= _LATE else 2
        if row["version"] != "1":
            number = 2 if report in self.disputed else 3
        by_itself = report in self.disputed and number == 2
        sender = row["organ_id"] if by_itself else self._office_of(row["organ_id"])
        days = chance(self._seed, "day", year, number, sender).randrange(_SPREAD)
        day = datetime(year + 1, *_FIRST_DAYS[number], 1, 30, tzinfo=UTC) + timedelta(days=days)
        return Wave(day, number, year, sender)

    def _office_of(self, organ_id: str) -> str:
        """The government that collects for an organ: its city, or the province."""
        while self.organs[organ_id]["level"] not in ("province", "city") or "-" in organ_id:
            organ_id = self.organs[organ_id]["parent_organ_id"]
        return organ_id

    def _lay_out(self, folder: Path, documents: list[Row]) -> None:
        for name, row in self._named(documents):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            os.link(self.province / row["path"], folder / name)

    def _pack(self, folder: Path, documents: list[Row]) -> None:
        """One archive, as a Chinese Windows makes it: names in GBK, and nothing that says so."""
        folder.mkdir(parents=True)
        with zipfile.ZipFile(folder / "年报.zip", "w", zipfile.ZIP_DEFLATED) as archive:
            for name, row in self._named(documents):
                archive.writestr(_NamedInGbk(name.as_posix()), (self.province / row["path"]).read_bytes())

    def _named(self, documents: list[Row]) -> list[tuple[Path, Row]]:
        """The place of each document below the folder of its region; no two have the same."""
        named: dict[Path, Row] = {}
        for row in documents:
            organ = self.organs[row["organ_id"]]
            stem, suffix = self._name_of(row, organ), f".{row['format']}"
            place = Path(organ["region"], stem + suffix)
            copies = 1
            while place in named:
                copies += 1
                place = Path(organ["region"], f"{stem}({copies}){suffix}")
            named[place] = row
            self.names[row["path"]] = place.as_posix()
        return list(named.items())

    def _name_of(self, row: Row, organ: Row) -> str:
        rng = chance(self._seed, "name", *report_of(row))
        whole = row["reporting_scope"] == "consolidated"
        name = _short_name(organ, row, rng) if organ["kind"] == "department" and rng.random() < _SHORT else ""
        name = name or rng.choice(_NAMES).format(organ=row["organ"], year=row["period"])
        if whole:
            name += "（汇总）"
        elif row["organ_id"] in self._parents and rng.random() < _MARKED:
            name += "（本级）"
        return name + ("（修订）" if row["version"] != "1" and rng.random() < _MARKED else "")


def report_of(row: Row) -> tuple[str, str, str]:
    """What a document is a version of: organ, period, scope."""
    return row["organ_id"], row["period"], row["reporting_scope"]


def _short_name(organ: Row, row: Row, rng: Random) -> str:
    """A department by its level alone, or by nothing: 市财政局, 财政局."""
    level = organ["region"][-1] if rng.random() < 0.5 else ""
    return _SHORT_NAME.format(
        level=level, department=organ["organ_name"].removeprefix(organ["region"]), year=row["period"]
    )
