"""What a check found, as one sentence: what is stated, what the others give, the difference."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from decimal import Decimal

from orchestration.publication.receipt.model import DENOMINATOR, LEFT, NUMERATOR, RIGHT, Record, Statement
from orchestration.publication.receipt.names import Names, Parts, join_parts, show

_MOST_TERMS = 8  # terms that a sentence spells out; of more, only those that are not zero
_MOST_SPELT = 14
_PLAIN = re.compile(r"-?\d+(?:\.\d+)?")

PeriodWord = Callable[[Record], str]  # 上年 for a cell of last year's report


def plain_number(text: str) -> Decimal | None:
    """A figure that is written in digits alone, thousands apart or not; None for anything else."""
    digits = unicodedata.normalize("NFKC", text).strip().replace(",", "")
    return Decimal(digits) if _PLAIN.fullmatch(digits) else None


def raw_words(value_raw: str | None) -> str:
    """A figure as it stands in the document; a blank says so."""
    return show(value_raw or "") or "空白"


class Sentences:
    """Words for the checks of one document."""

    def __init__(self, names: Names, form: str, period_word: PeriodWord) -> None:
        self._names = names
        self._form = form
        self._period_word = period_word

    def statement(self, check: Record) -> Statement:
        """A check in words, with its rule and where the rule comes from."""
        rule = self._names.rules.get(check["rule"], {})
        return Statement(
            rule=check["rule"],
            description=check.get("description") or rule.get("description_zh", ""),
            source=rule.get("source", ""),
            scope="、".join(self._names.dimension_words(check.get("scope") or {})),
            sentence=self._sentence(check),
        )

    def full_name(self, cell: Record) -> str:
        """A cell as it is called in a sentence: 表四“行政复议·总计”."""
        table = self.where(cell)
        return f"{table}“{join_parts(self._parts(cell))}”"

    def where(self, cell: Record) -> str:
        """The table of the form, or the paragraph, that a cell stands in."""
        if (cell.get("place") or "").startswith("p"):
            return f"正文第 {cell['place'][1:].partition(':')[0]} 段"
        return self.form_table(cell) or (f"第 {cell['place'][1:].partition('!')[0]} 张表" if cell.get("place") else "")

    def form_table(self, cell: Record) -> str:
        """The table of the form that a cell is one of; nothing where it is of none."""
        return self._names.table_name(self._form, cell["indicator"], cell.get("dimensions") or {})

    def _parts(self, cell: Record) -> Parts:
        parts = self._names.parts(self._form, cell["indicator"], cell.get("dimensions") or {})
        word = self._period_word(cell)
        return (word, *parts) if word else parts

    def _sentence(self, check: Record) -> str:
        sides: dict[str, list[Record]] = {LEFT: [], RIGHT: [], NUMERATOR: [], DENOMINATOR: []}
        for cell in check.get("cells", []):
            sides.setdefault(cell["side"], []).append(cell)
        if check.get("reason_code") == "stated_twice":
            stated = "；".join(f"{self.full_name(c)}为 {raw_words(c['value_raw'])}" for c in check["cells"])
            return f"文中对同一数字有不同表述：{stated}。"
        left = self._left(check, sides[LEFT])
        if check.get("right") is None:
            return f"{left}，无从推算：{_reason(check)}。"
        if sides[NUMERATOR] or sides[DENOMINATOR]:
            return f"{left}，而{self._ratio(check, sides)}{_difference(check, '个百分点')}。"
        if check.get("kind") == "rank":
            apart = self._names_apart(sides[RIGHT])
            keys = "、".join(self._term(cell, name) for cell, name in zip(sides[RIGHT], apart, strict=True))
            return f"{left}，按规则应为 {check['right']}（{keys}）。"
        if check.get("kind") == "bound" and check.get("outcome") == "violated":
            return f"{left}，大于{self._right(check, sides, '的')}{_difference(check)}。"
        return f"{left}，而{self._right(check, sides, '为')}{_difference(check)}。"

    def _left(self, check: Record, cells: Sequence[Record]) -> str:
        if len(cells) == 1:
            verb = "所述为" if cells[0]["place"].startswith("p") else "填报为"
            return f"{self.full_name(cells[0])}{verb} {raw_words(cells[0]['value_raw'])}"
        if not cells:
            return f"所填为 {check.get('left')}"
        shared = join_parts(self._shared_parts(check["cells"]))
        where = f"{self.where(cells[0])}“{shared}”：" if shared else ""
        return where + self._sum(cells, self._names_apart(cells), check.get("left"))

    def _right(self, check: Record, sides: dict[str, list[Record]], verb: str) -> str:
        cells = sides[RIGHT]
        if len(cells) == 1:
            return f"{self.full_name(cells[0])}{verb} {raw_words(cells[0]['value_raw'])}"
        names = self._names_apart([*sides[LEFT], *cells])[len(sides[LEFT]) :]
        return self._sum(cells, names, check["right"])

    def _ratio(self, check: Record, sides: dict[str, list[Record]]) -> str:
        percent = "%" if any("%" in unicodedata.normalize("NFKC", c["value_raw"] or "") for c in sides[LEFT]) else ""
        halves = []
        for cells in (sides[NUMERATOR], sides[DENOMINATOR]):
            half = self._sum(cells, self._names_apart(cells), None)
            halves.append(f"（{half}）" if len(cells) > 1 else half)
        return f"{'÷'.join(halves)}＝{check['right']}{percent}"

    def _names_apart(self, cells: Sequence[Record]) -> list[str]:
        """Short names: what all cells have in common at the start or the end is not repeated."""
        parts = [self._parts(cell) for cell in cells]
        start, end = _in_common(parts)
        return [join_parts(p[start : len(p) - end]) for p in parts]

    def _shared_parts(self, cells: Sequence[Record]) -> Parts:
        """What the names of all cells have in common, such as the applicant type of a column."""
        parts = [self._parts(cell) for cell in cells]
        start, end = _in_common(parts)
        return (*parts[0][:start], *parts[0][len(parts[0]) - end :])

    def _term(self, cell: Record, name: str) -> str:
        return f"{name} {raw_words(cell['value_raw'])}"

    def _sum(self, cells: Sequence[Record], names: Sequence[str], total: str | None) -> str:
        spelt = list(range(len(cells)))
        if len(cells) > _MOST_TERMS:
            spelt = [i for i in spelt if plain_number(cells[i]["value_raw"] or "") != 0][:_MOST_SPELT]
        text = ""
        for i in spelt:
            sign = "－" if int(cells[i].get("weight") or 1) < 0 else "＋"
            text += (sign if text or sign == "－" else "") + self._term(cells[i], names[i])
        rest = [i for i in range(len(cells)) if i not in spelt]
        if rest:
            all_zero = all(plain_number(cells[i]["value_raw"] or "") == 0 for i in rest)
            text += f"{'＋' if text else ''}其余 {len(rest)} 项{'均为 0' if all_zero else ''}"
        if total is None:
            return text
        return f"{text}＝{total}" if _adds_up(cells, total) else f"{text}{'，' if text else ''}据此推算为 {total}"


def _in_common(parts: Sequence[Parts]) -> tuple[int, int]:
    """How many parts all names share at the start, and at the end; each keeps one part of its own."""
    if len(parts) < 2:
        return 0, 0
    shortest = min(map(len, parts)) - 1
    start = 0
    while start < shortest and len({p[start] for p in parts}) == 1:
        start += 1
    end = 0
    while end < shortest - start and len({p[-1 - end] for p in parts}) == 1:
        end += 1
    return start, end


def _adds_up(cells: Sequence[Record], total: str) -> bool:
    """Whether the figures as written give the total; where units are converted they do not."""
    numbers = [plain_number(re.sub(r"[^\d.,，．０-９-]", "", cell["value_raw"] or "") or "0") for cell in cells]
    if any(number is None for number in numbers):
        return False
    weighted = sum((int(c.get("weight") or 1) * n for c, n in zip(cells, numbers, strict=True) if n), Decimal(0))
    return weighted == Decimal(total)


def _reason(check: Record) -> str:
    """Why a check could not be decided; the names of what is missing are left out where they are none."""
    reason, _, missing = (check.get("reason") or "缺少参与计算的数字").partition("：")
    return f"{reason}（{missing}）" if missing and "*" not in missing else reason


def _difference(check: Record, unit: str = "") -> str:
    difference = check.get("difference")
    if not difference:
        return ""
    return f"，相差 {difference.lstrip('-')}{' ' + unit if unit else ''}"
