"""Random reports that agree with themselves, made from what the forms say and not from how rules are evaluated.

Each maker returns the figures of one year; a series of years of one organ agrees from year to year.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

from tests.rules.observed import Figure, Report

TYPES = ("natural_person", "commercial", "research", "public_welfare", "legal_service", "other_organization")
SHARED_LEAVES = (
    "granted",
    "partial",
    *(
        f"refused.{ground}"
        for ground in ("state_secret", "prohibited_by_law", "security_and_stability", "third_party_rights")
    ),
    *(
        f"refused.{ground}"
        for ground in ("internal_affairs", "process_information", "enforcement_file", "administrative_query")
    ),
    *(f"unable.{ground}" for ground in ("not_held", "needs_creation", "unclear")),
    *(f"not_processed.{ground}" for ground in ("petition", "repeated", "publication", "excessive", "reconfirmation")),
)
LEAVES = {
    "NF2019": (*SHARED_LEAVES, "other"),
    "NF2021": (*SHARED_LEAVES, "other.overdue_correction", "other.overdue_fee", "other.remaining"),
}
PROCEEDINGS = ("review", "litigation_direct", "litigation_after_review")
RESULTS = ("upheld", "corrected", "other", "pending")
ITEMS = ("licensing", "other_external_services", "penalties", "compulsion")
REPLIES = (
    "already_public",
    "granted",
    "partial",
    "refused",
    "not_this_organ",
    "not_existing",
    "amend_request",
    "other_route",
)
GROUNDS = (
    "state_secret",
    "trade_secret",
    "personal_privacy",
    "security_and_stability",
    "not_government_information",
    "other_by_law",
)
CHANNELS = ("gazette", "website", "weibo", "wechat", "other")

Values = dict[tuple[str, str], int]  # indicator and dimensions -> count


def series(rng: random.Random, organ: str, years: Iterable[int]) -> Iterator[Report]:
    """The reports of one organ, year by year, in the form of each year."""
    before: Values = {}
    for year in years:
        form = "NF2014" if year < 2019 else "NF2019" if year < 2021 else "NF2021"
        values = (
            table_of_2014(rng)
            if form == "NF2014"
            else {**table_three(rng, form, before), **table_four(rng), **table_two(rng, form, before)}
        )
        figures = [Figure(*key, str(value)) for key, value in values.items()]
        yield Report(organ, str(year), form, [*figures, *prose_of(rng, form, values, before)])
        before = values


def count(rng: random.Random) -> int:
    """A count as tables have it: often nothing, mostly little, sometimes much."""
    return rng.choice([0, 0, rng.randint(1, 9), rng.randint(1, 99), rng.randint(1, 9999)])


def table_three(rng: random.Random, form: str, before: Values) -> Values:
    """Applications by type of applicant: what came in, what was decided, what is carried forward."""
    values: Values = {}
    rows = ["applications.received", "applications.carried_in", *(f"outcome.{leaf}" for leaf in LEAVES[form])]
    rows += ["outcome.total", "applications.carried_forward"]
    for applicant in TYPES:
        key = f"applicant={applicant}"
        decided = {f"outcome.{leaf}": count(rng) for leaf in LEAVES[form]}
        carried_in = before.get(("applications.carried_forward", key), count(rng))
        total = sum(decided.values())
        forward = max(carried_in - total, 0) + count(rng)
        column = {
            "applications.received": total + forward - carried_in,
            "applications.carried_in": carried_in,
            **decided,
            "outcome.total": total,
            "applications.carried_forward": forward,
        }
        values |= {(row, key): column[row] for row in rows}
    for row in rows:
        values[row, "applicant=total"] = sum(values[row, f"applicant={applicant}"] for applicant in TYPES)
    return values


def table_four(rng: random.Random) -> Values:
    """Reviews and lawsuits by result."""
    values: Values = {}
    for proceeding in PROCEEDINGS:
        results = {(f"{proceeding}.{result}", ""): count(rng) for result in RESULTS}
        values |= results | {(f"{proceeding}.total", ""): sum(results.values())}
    return values


def table_two(rng: random.Random, form: str, before: Values) -> Values:
    """What is in force, or the items of each power, carried from year to year."""
    values: Values = {}
    if form == "NF2019":
        for power in ITEMS:
            items, change = f"{power}.items_prior_year", f"{power}.items_change"
            known = before[items, ""] + before[change, ""] if (items, "") in before else 50 + count(rng)
            values |= {(items, ""): known, (change, ""): rng.randint(-min(known, 20), 20)}
        return values
    for kind in ("regulations", "normative_documents"):
        known = before.get((f"{kind}.in_force", ""), 50 + count(rng))
        issued, repealed = count(rng), rng.randint(0, known)
        values |= {(f"{kind}.issued", ""): issued, (f"{kind}.repealed", ""): repealed}
        values[f"{kind}.in_force", ""] = known + issued - repealed
    return values


def table_of_2014(rng: random.Random) -> Values:
    """The form of 2014: totals and what they are made of."""
    refused = {f"reply.refused.{ground}": count(rng) for ground in GROUNDS}
    replies = {f"reply.{reply}": count(rng) for reply in REPLIES} | {"reply.refused": sum(refused.values())}
    total = sum(replies.values())
    on_time = rng.randint(0, total)
    channels = {f"channel.{channel}": count(rng) for channel in CHANNELS}
    pieces = rng.randint(0, sum(channels.values()))
    conferences, interviews = count(rng), count(rng)
    staff = [count(rng), count(rng)]
    values = channels | refused | replies
    values |= {
        "disclosure.total": pieces,
        "disclosure.normative_documents": rng.randint(0, pieces),
        "response.press_conferences": conferences,
        "response.press_conferences_by_head": rng.randint(0, conferences),
        "response.online_interviews": interviews,
        "response.online_interviews_by_head": rng.randint(0, interviews),
        "completion.total": total,
        "completion.on_time": on_time,
        "completion.extended": total - on_time,
        "reply.total": total,
        "resource.staff": sum(staff),
        "resource.staff_full_time": staff[0],
        "resource.staff_part_time": staff[1],
    }
    for whole, parts in (
        ("applications.received", [f"intake.{way}" for way in ("in_person", "fax", "online", "letter")]),
        ("review.total", [f"review.{result}" for result in RESULTS[:3]]),
        ("litigation.total", [f"litigation.{result}" for result in RESULTS[:3]]),
    ):
        values |= {part: count(rng) for part in parts}
        values[whole] = sum(values[part] for part in parts)
    return {(indicator, ""): value for indicator, value in values.items()}


def prose_of(rng: random.Random, form: str, values: Values, before: Values) -> Iterator[Figure]:
    """What the text says of the tables: totals and their parts, shares, growth."""
    if form == "NF2014":
        shares = [
            ("intake_share", f"intake={way}", f"intake.{way}", "applications.received") for way in ("online", "letter")
        ]
        shares += [("reply_share", f"outcome={reply}", f"reply.{reply}", "reply.total") for reply in REPLIES[:3]]
        for share, dimension, part, whole in shares:
            if values[whole, ""]:
                yield Figure(share, dimension, percent(rng, values[part, ""], values[whole, ""]))
        if before.get(("disclosure.total", "")):
            now, then = values["disclosure.total", ""], before["disclosure.total", ""]
            yield Figure("disclosure.growth_count", "", str(now - then))
            yield Figure("disclosure.growth_rate", "", percent(rng, now - then, then))
        return
    key = "applicant=total"
    yield Figure("outcome.total", key, f"{values['outcome.total', key]}件", "prose")
    for group in ("granted", "partial", "refused", "unable", "not_processed", "other"):
        family = [leaf for leaf in LEAVES[form] if leaf == group or leaf.startswith(f"{group}.")]
        yield Figure(f"outcome.{group}", key, f"{sum(values[f'outcome.{leaf}', key] for leaf in family)}件", "prose")


def percent(rng: random.Random, part: int, whole: int) -> str:
    """A share as printed, rounded to some decimals; it is written without a unit, which is the catalogue's."""
    unit = Decimal(1).scaleb(-rng.randint(0, 2))
    return f"{(Decimal(100 * part) / whole).quantize(unit, ROUND_HALF_UP):f}%"


def random_lists(rng: random.Random, organ: str) -> Report:
    """A bulletin: lists of units with their totals, and cases by kind, by topic and by unit in charge."""
    figures = []
    for group in ("departments", "counties"):
        units = [(f"第{number}局", count(rng)) for number in range(rng.randint(2, 12))]
        pairs = [(name, submitted, rng.randint(0, submitted)) for name, submitted in units]
        pairs.append(("total", sum(pair[1] for pair in pairs), sum(pair[2] for pair in pairs)))
        for name, submitted, adopted in pairs:
            key = f"group={group};organ={name}"
            figures += [
                Figure("submission.reported", key, str(submitted)),
                Figure("submission.adopted", key, str(adopted)),
            ]
    for whole, part, name in (
        ("hotline.received", "hotline.kind", "kind"),
        ("mailbox.received", "mailbox.kind", "kind"),
        ("hotline.overdue", "hotline.overdue", "organ"),
    ):
        parts = [count(rng) for _ in range(rng.randint(2, 6))]
        figures += [Figure(part, f"{name}=第{number}类", f"{value}件", "prose") for number, value in enumerate(parts)]
        figures.append(Figure(whole, "", f"{sum(parts)}件", "prose"))
    for indicator in ("submission.reported", "submission.adopted"):
        total = sum(int(str(f.written)) for f in figures if f.indicator == indicator and "organ=total" in f.dimensions)
        figures.append(Figure(indicator, "", f"{total}条", "prose"))
    return Report(organ, "2022Q3", "BULLETIN", figures)


def split(rng: random.Random, report: Report) -> Report:
    """The lists of another organ with the count of each row in two rows."""
    figures = []
    for figure in report.figures:
        number = str(figure.written).strip("件条")
        if not figure.dimensions or "total" in figure.dimensions or not number.isdigit():
            figures.append(figure)
            continue
        first = rng.randint(0, int(number))
        for name, value in (("甲", first), ("乙", int(number) - first)):
            written = str(figure.written).replace(number, str(value))
            figures.append(replace(figure, dimensions=figure.dimensions + name, written=written))
    return replace(report, organ=f"{report.organ}拆分", figures=figures)


def scaled(report: Report, factor: int) -> Report:
    """The report of another organ with every count a number of times as large; shares and blanks stay what they are."""

    def larger(written: str) -> str:
        number = written.strip("件")
        return f"{factor * int(number)}{written.removeprefix(number)}" if number.lstrip("-").isdigit() else written

    figures = [replace(figure, written=larger(str(figure.written))) for figure in report.figures]
    return replace(report, organ=f"{report.organ}乘以{factor}", figures=figures)


def exchanged(report: Report, names: dict[str, str]) -> Report:
    """The report of another organ with rows or columns of its tables exchanged."""

    def other(figure: Figure) -> Figure:
        if figure.method != "table":
            return figure
        indicator, dimensions = (names.get(text, text) for text in (figure.indicator, figure.dimensions))
        return replace(figure, indicator=indicator, dimensions=dimensions)

    return replace(report, organ=f"{report.organ}互换", figures=[other(figure) for figure in report.figures])


def spoilt(rng: random.Random, report: Report, share: float) -> Report:
    """The report of another organ with some counts blank, not stated, or other than they were."""
    figures = []
    for figure in report.figures:
        if rng.random() > share or str(figure.written).endswith("%"):
            figures.append(figure)
        elif rng.random() < 0.7:
            figures.append(replace(figure, written=rng.choice(["", "/", "0", str(rng.randint(0, 500))])))
    return replace(report, organ=f"{report.organ}有误", figures=figures)
