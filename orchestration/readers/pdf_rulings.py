"""Paths of a page -> horizontal and vertical ruling lines, merged and snapped.

Belongs here: which strokes and thin areas are rules. Does not: which rules make a table (pdf_grid).
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable
from typing import NamedTuple

from orchestration.readers.pdf_library import (
    BEZIER_TO,
    FORM,
    IDENTITY,
    IMAGE,
    INVISIBLE,
    MOVE_TO,
    PATH,
    TEXT,
    Matrix,
    Pdfium,
    multiply,
)

SNAP = 2.0  # points; rules as near as this are one, drawn twice or not quite straight
_THIN = 3.0  # an area thinner than this is a rule
_GAP = 3.0  # pieces of a rule as near as this are one: dashes, cells that draw their own borders
_SHORTEST = 5.0
_FAR = 20_000.0  # no page reaches so far; broken files name such places, or none at all
_MAX_OBJECTS = 250_000  # of a page; what comes after them is not looked at
_MAX_SEGMENTS = 200_000  # of a page
_MAX_SEGMENTS_OF_PATH = 20_000  # more are a drawing, a map or a seal
_MAX_RULES = 2_000  # of a page and direction
_MAX_DEPTH = 12  # of forms within forms

Place = Callable[[float, float], tuple[float, float]]


class Rule(NamedTuple):
    """A line across or down the page: where it stands, and from where to where it goes."""

    at: float
    start: float
    end: float


class Drawing(NamedTuple):
    """What is on a page besides characters."""

    horizontals: list[Rule]
    verticals: list[Rule]
    has_images: bool
    has_paths: bool
    has_invisible_text: bool
    is_intricate: bool  # too much to look at all of it


class _Walk:
    """One pass over the objects of a page."""

    def __init__(self, library: Pdfium, place: Place) -> None:
        self.library, self.place = library, place
        self.horizontals: list[Rule] = []
        self.verticals: list[Rule] = []
        self.objects_left, self.segments_left = _MAX_OBJECTS, _MAX_SEGMENTS
        self.has_images = self.has_paths = self.has_invisible_text = self.is_intricate = False

    def over(self, items: Iterable[int | None], matrix: Matrix, depth: int) -> None:
        kind_of, mode_of = self.library["FPDFPageObj_GetType"], self.library["FPDFTextObj_GetTextRenderMode"]
        for item in items:
            if self.objects_left <= 0:
                self.is_intricate = True
                return
            self.objects_left -= 1
            if item is None:
                continue
            kind = kind_of(item)
            if kind == TEXT:
                if not self.has_invisible_text and mode_of(item) == INVISIBLE:
                    self.has_invisible_text = True
            elif kind == PATH:
                self.has_paths = True
                self._add_path(item, matrix)
            elif kind == IMAGE:
                self.has_images = True
            elif kind == FORM and depth < _MAX_DEPTH:
                inner = multiply(self.library.matrix(item), matrix)
                self.over(self._inside(item), inner, depth + 1)

    def _inside(self, form: int) -> Iterable[int | None]:
        get = self.library["FPDFFormObj_GetObject"]
        return (get(form, index) for index in range(self.library["FPDFFormObj_CountObjects"](form)))

    def _add_path(self, path: int, matrix: Matrix) -> None:
        count = self.library["FPDFPath_CountSegments"](path)
        is_filled, is_stroked = self.library.draw_mode(path)
        if count < 2 or not (is_filled or is_stroked):
            return
        if count > min(_MAX_SEGMENTS_OF_PATH, self.segments_left):
            self.is_intricate = True
            return
        self.segments_left -= count
        if not is_stroked and count <= 5:
            if (bounds := self.library.bounds(path)) is not None:
                self._add_area(bounds, matrix)
            return
        whole = multiply(self.library.matrix(path), matrix)
        figures = _figures(self.library.segments(path, count))
        for points in figures:
            placed = [self._placed(point, whole) for point in points]
            if is_stroked:
                self._add_strokes(placed)
            else:
                self._add_thin(placed)

    def _placed(self, point: tuple[float, float], matrix: Matrix) -> tuple[float, float]:
        x, y = point
        a, b, c, d, e, f = matrix
        return self.place(a * x + c * y + e, b * x + d * y + f)

    def _add_area(self, bounds: tuple[float, float, float, float], matrix: Matrix) -> None:
        left, bottom, right, top = bounds
        self._add_thin([self._placed(corner, matrix) for corner in ((left, bottom), (right, top))])

    def _add_thin(self, points: list[tuple[float, float]]) -> None:
        """A filled area is a rule if it is thin; the background of a cell is none."""
        xs, ys = [x for x, _ in points], [y for _, y in points]
        left, right, top, bottom = min(xs), max(xs), min(ys), max(ys)
        if bottom - top <= _THIN:
            self.horizontals.append(Rule((top + bottom) / 2, left, right))
        if right - left <= _THIN:  # a dot is both
            self.verticals.append(Rule((left + right) / 2, top, bottom))

    def _add_strokes(self, points: list[tuple[float, float]]) -> None:
        """Each straight piece of a stroked figure that goes across or down; diagonals are none."""
        for (x, y), (u, v) in itertools.pairwise(points):
            across, down = abs(u - x), abs(v - y)
            if down <= min(SNAP, 0.05 * across + 0.3):
                self.horizontals.append(Rule((y + v) / 2, min(x, u), max(x, u)))
            elif across <= min(SNAP, 0.05 * down + 0.3):
                self.verticals.append(Rule((x + u) / 2, min(y, v), max(y, v)))


def read_drawing(library: Pdfium, page: int, place: Place) -> Drawing:
    """Look at the objects of a page.

    Args:
        library: PDFium.
        page: Address of the loaded page.
        place: From the page's coordinates to points right of and below the upper left corner.

    Returns:
        Its merged rules and what else is on it. Objects beyond fixed numbers are not looked at.
    """
    walk = _Walk(library, place)
    get = library["FPDFPage_GetObject"]
    walk.over((get(page, index) for index in range(library["FPDFPage_CountObjects"](page))), IDENTITY, 0)
    horizontals, verticals = merge_rules(walk.horizontals), merge_rules(walk.verticals)
    is_intricate = walk.is_intricate
    if max(len(horizontals), len(verticals)) > _MAX_RULES:
        horizontals, verticals, is_intricate = [], [], True
    return Drawing(horizontals, verticals, walk.has_images, walk.has_paths, walk.has_invisible_text, is_intricate)


def merge_rules(rules: list[Rule]) -> list[Rule]:
    """Rules that lie on one another or continue one another become one; what is then still short is dropped."""
    merged: list[Rule] = []
    sane = [rule for rule in rules if -_FAR < rule.at < _FAR and rule.start > -_FAR and rule.end < _FAR]
    for group in _nearby(sorted(sane)):
        weight = sum(rule.end - rule.start for rule in group)
        at = sum(rule.at * (rule.end - rule.start) for rule in group) / weight if weight else group[0].at
        start, end = None, 0.0
        for rule in sorted(group, key=lambda rule: rule.start):
            if start is None:
                start, end = rule.start, rule.end
            elif rule.start <= end + _GAP:
                end = max(end, rule.end)
            else:
                merged.append(Rule(at, start, end))
                start, end = rule.start, rule.end
        if start is not None:
            merged.append(Rule(at, start, end))
    return [rule for rule in merged if rule.end - rule.start >= _SHORTEST]


def _nearby(rules: list[Rule]) -> Iterable[list[Rule]]:
    """Rules in groups of nearly the same place; a hatching is no group."""
    group: list[Rule] = []
    for rule in rules:
        if group and (rule.at - group[-1].at > SNAP or rule.at - group[0].at > 2 * SNAP):
            yield group
            group = []
        group.append(rule)
    if group:
        yield group


def _figures(segments: list[tuple[int, float, float, int]]) -> list[list[tuple[float, float]]]:
    """The corners of each figure of a path; a curve breaks a figure in two."""
    figures: list[list[tuple[float, float]]] = []
    points: list[tuple[float, float]] = []
    curve = 0
    for kind, x, y, closes in segments:
        if kind == BEZIER_TO:
            curve += 1
            if curve == 3:  # its end, after two points that pull at it
                figures.append(points)
                points, curve = [(x, y)], 0
            continue
        if kind == MOVE_TO:
            figures.append(points)
            points, curve = [], 0
        points.append((x, y))
        if closes and points[0] != points[-1]:
            points.append(points[0])
    figures.append(points)
    return [points for points in figures if len(points) > 1]
