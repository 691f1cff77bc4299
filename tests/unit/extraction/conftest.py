"""The declared knowledge of the checkout, and documents made of a few lines, read as the warehouse reads them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest

from orchestration.domain import Numeral
from orchestration.extraction.document import ExtractedDocument, extract_document
from orchestration.extraction.masking import MaskedText, masker_of
from orchestration.extraction.numerals import Units, find_numerals
from orchestration.readers import read_document
from orchestration.reference import Knowledge, load_knowledge
from tests.conftest import PROJECT

Mask = Callable[[str], MaskedText]
Extract = Callable[..., ExtractedDocument]
Accounts = Callable[[ExtractedDocument], None]

UNIT_NAMES = "条 件 次 人 元 个 篇 期 份 项 名 家 部 人次 件次 条次 % ％ ‰ 万元 亿元 千元 名次 场 户 宗 起 例 位 类 大类 镇 单位 天 分钟"
UNITS = Units(frozenset(UNIT_NAMES.split()))


def only(text: str) -> Numeral:
    """The single figure of a text."""
    (figure,) = find_numerals(text, UNITS)
    return figure


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return load_knowledge(PROJECT / "seeds")


@pytest.fixture(scope="session")
def units(knowledge: Knowledge) -> Units:
    return Units(knowledge.unit_names)


@pytest.fixture(scope="session")
def mask(knowledge: Knowledge) -> Mask:
    """A passage with its figures masked."""
    return masker_of(knowledge).mask


@pytest.fixture(scope="session")
def extract(knowledge: Knowledge) -> Extract:
    """All that a plain text (or, asked for, a page) says."""

    def run(text: str, media_type: str = "text/plain") -> ExtractedDocument:
        return extract_document(read_document(text.encode(), media_type), knowledge)

    return run


@pytest.fixture(scope="session")
def accounts_for_all() -> Accounts:
    """Asserts that each figure is an observation or unmapped, never both, never neither, and listed once."""

    def check(extracted: ExtractedDocument) -> None:
        mapped = {o.place for o in extracted.observations if o.value_status in ("number", "zero")}
        left = Counter(u.place for u in extracted.unmapped if u.detail != "a remark in the cell")
        remarks = sum(u.detail == "a remark in the cell" for u in extracted.unmapped)
        assert not mapped & left.keys()
        assert set(left.values()) <= {1}
        assert len(mapped) + len(left) + remarks == extracted.figure_count

    return check
