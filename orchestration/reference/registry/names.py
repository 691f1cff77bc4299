"""Names of organs as they are written, brought to one form: no blanks, simplified, half-width, plain brackets."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

_BLANKS = re.compile(r"[\s\u00a0\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\u3000\ufeff\x00-\x1f\x7f-\x9f]+")
_BRACKETS = str.maketrans("〔【［[{〈《（", "((((((((") | str.maketrans("〕】］]}〉》）", "))))))))")
_EDGES = "、，,。.；;：:·•*#—-_/|\"'“”‘’!！?？"
_IN_BRACKETS = re.compile(r"\(([^()]*)\)")


def normalise_name(text: str, simplified: Mapping[int, str]) -> str:
    """The form in which names are compared; of a name in that form it is the name itself.

    Args:
        text: A name as written.
        simplified: Traditional character (as a code point) -> simplified one.
    """
    text = _BLANKS.sub("", unicodedata.normalize("NFKC", text))
    text = unicodedata.normalize("NFKC", text)  # a mark that stood behind a blank joins what is now before it
    return text.translate(_BRACKETS).translate(simplified).strip(_EDGES)


def split_brackets(name: str) -> tuple[str, tuple[str, ...]]:
    """农委(扶贫办) as 农委 and what stands in its brackets; unpaired brackets are dropped."""
    inner = tuple(part for part in _IN_BRACKETS.findall(name) if part)
    return _IN_BRACKETS.sub("", name).replace("(", "").replace(")", ""), inner
