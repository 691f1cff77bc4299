"""The namespaces of WordprocessingML, and its ways of writing a value."""

from __future__ import annotations

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
VALUE = W + "val"


def is_on(node: etree._Element | None) -> bool:
    """Whether a switch such as ``<w:vanish/>`` is there, and on."""
    return node is not None and is_on_value(node.get(VALUE))


def is_on_value(value: str | None) -> bool:
    """Whether a switch with such a value is on; without one it is."""
    return value not in ("0", "false", "off")


def number_of(value: str | None, default: int, most: int) -> int:
    """A whole number as written, but at most ``most``; ``default`` if it is none or negative."""
    if value is None or not (digits := value.strip()).isdecimal():
        return default
    return min(int(digits[:9]), most)


def child(node: etree._Element | None, name: str) -> etree._Element | None:
    """The first child of that name, if any."""
    return None if node is None else next(node.iterchildren(W + name), None)


def value_below(node: etree._Element | None, name: str) -> str | None:
    """The value of the first child of that name, as in ``<w:numId w:val="1"/>``."""
    found = child(node, name)
    return None if found is None else found.get(VALUE)
