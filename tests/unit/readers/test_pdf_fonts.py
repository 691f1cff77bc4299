"""A PDF that names its fonts and doesn't bring them is read the same on every machine."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._c_m_a_p import CmapSubtable
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from orchestration.readers.pdf import read_pdf
from orchestration.readers.pdf_fonts import PLACEHOLDER

ALONE = "３８７零"  # each drawn by itself
TOGETHER = "全年主动公开信息３８７条"


def test_the_placeholder_is_what_its_description_says() -> None:
    assert PLACEHOLDER.read_bytes() == _placeholder()
    font = TTFont(PLACEHOLDER)
    names = font["cmap"].tables[0].cmap
    assert {names[ord(text)] for text in "1aÉ"} == {"half"}
    assert {names[ord(text)] for text in "年，８㎡𠮷"} == {"full"}
    assert [font["glyf"][name].xMax for name in ("half", "full")] == [500, 1000]


@pytest.mark.parametrize("font", ["STSong-Light", "MSung-Light", "HeiseiMin-W3", "HYSMyeongJo-Medium"])
def test_characters_drawn_one_by_one_are_read(font: str) -> None:
    text = ALONE if font == "STSong-Light" else ALONE[:3]
    document = read_pdf(_drawn(font, text))
    assert [passage.text for passage in document.passages] == list(text)


def test_a_machine_without_fonts_reads_the_same(tmp_path: Path) -> None:
    """The whole process is put where no font is installed."""
    path = tmp_path / "report.pdf"
    path.write_bytes(_drawn("STSong-Light", ALONE, TOGETHER))
    program = (
        "import pathlib; from orchestration.readers.pdf import read_pdf; "
        f"print([p.text for p in read_pdf(pathlib.Path({str(path)!r}).read_bytes()).passages])"
    )
    hidden = "for d in /usr/share/fonts /usr/local/share/fonts; do test ! -d $d || mount -t tmpfs tmpfs $d || exit 77; done; "
    command = ["unshare", "--mount", "--map-root-user", "sh", "-c", hidden + 'exec "$0" -c "$1"', sys.executable]
    root = Path(__file__).parents[3]
    try:
        result = subprocess.run([*command, program], capture_output=True, text=True, check=False, cwd=root)
    except FileNotFoundError:
        pytest.skip("this machine has no unshare, so its fonts can't be hidden")
    if result.returncode == 77 or "unshare" in result.stderr:
        pytest.skip(f"this machine's fonts can't be hidden: {result.stderr.strip()}")
    assert result.stdout.strip() == str([*ALONE, TOGETHER])


def _drawn(font: str, alone: str, *lines: str) -> bytes:
    pdfmetrics.registerFont(UnicodeCIDFont(font))
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(500, 700))
    canvas.setFont(font, 12)
    for number, line in enumerate([*alone, *lines]):
        canvas.drawString(60, 650 - 40 * number, line)
    canvas.save()
    return out.getvalue()


def _placeholder() -> bytes:
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder([".notdef", "half", "full"])
    builder.setupGlyf({".notdef": _box(1000), "half": _box(500), "full": _box(1000)})
    builder.setupHorizontalMetrics({".notdef": (1000, 0), "half": (500, 0), "full": (1000, 0)})
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    builder.setupCharacterMap({})
    many_to_one = CmapSubtable.newSubtable(13)
    many_to_one.platformID, many_to_one.platEncID, many_to_one.language = 0, 6, 0
    many_to_one.format, many_to_one.reserved = 13, 0
    many_to_one.cmap = {code: "half" if code < 0x2000 else "full" for code in range(0x20, 0x30000)}
    builder.font["cmap"].tables = [many_to_one]
    builder.setupOS2(sTypoAscender=880, sTypoDescender=-120, usWinAscent=880, usWinDescent=120)
    builder.setupNameTable({"familyName": "Gongkai Placeholder", "styleName": "Regular"})
    builder.setupPost()
    builder.font["head"].created = builder.font["head"].modified = 0
    builder.font.recalcTimestamp = False
    out = io.BytesIO()
    builder.save(out)
    return out.getvalue()


def _box(width: int) -> object:
    pen = TTGlyphPen(None)
    pen.moveTo((0, -120))
    for point in ((0, 880), (width, 880), (width, -120)):
        pen.lineTo(point)
    pen.closePath()
    return pen.glyph()
