"""True figures on the form of 2014: pieces by channel, applications by way of applying, replies by kind."""

from __future__ import annotations

from decimal import Decimal
from random import Random

from orchestration.synthesis.chance import about, split

_CHANNELS = {"gazette": 0.02, "website": 0.86, "weibo": 0.12, "wechat": 0.18, "other": 0.08}
_WAYS = {"in_person": 2.0, "fax": 0.3, "online": 6.0, "letter": 3.0}
_REPLIES = {
    "already_public": 6.0,
    "granted": 9.0,
    "partial": 1.0,
    "refused": 2.0,
    "not_this_organ": 4.0,
    "not_existing": 4.0,
    "amend_request": 1.0,
    "other_route": 1.5,
}
_GROUNDS = {
    "state_secret": 0.6,
    "trade_secret": 1.0,
    "personal_privacy": 1.0,
    "security_and_stability": 0.4,
    "not_government_information": 2.0,
    "other_by_law": 1.0,
}
_REMEDIES = {"upheld": 5.0, "corrected": 1.0, "other": 2.0}


def figures_of_2014(rng: Random, level: str, size: float) -> dict[tuple[str, str], int | Decimal]:
    """A year of an organ that gets about ``size`` applications; keys have no dimensions on this form."""
    figures: dict[str, int | Decimal] = {}
    figures.update(_disclosure(rng, size))
    figures.update(_responses(rng, size))
    figures.update(_applications(rng, size))
    for proceeding, share in (("review", 0.05), ("litigation", 0.03)):
        results = split(rng, about(rng, size * share), list(_REMEDIES.values()))
        figures.update({f"{proceeding}.{result}": n for result, n in zip(_REMEDIES, results, strict=True)})
        figures[f"{proceeding}.total"] = sum(results)
    figures["complaints.total"] = about(rng, size * 0.01)
    figures["information_fee.amount"] = _money(rng, 200, 0.15)
    figures.update(_resources(rng, level, size))
    return {(code, ""): amount for code, amount in figures.items()}


def _disclosure(rng: Random, size: float) -> dict[str, int]:
    total = about(rng, 300 + size * 20)
    channels = {f"channel.{name}": int(total * share * rng.uniform(0.4, 1.4)) for name, share in _CHANNELS.items()}
    # A piece may go by several channels, but by one at least.
    channels["channel.website"] += max(0, total - sum(channels.values()))
    normative = min(total, about(rng, 3 + size / 30))
    return {
        "disclosure.total": total,
        "disclosure.normative_documents": normative,
        "normative_documents.issued_total": normative + rng.randint(0, 1),
        **channels,
    }


def _responses(rng: Random, size: float) -> dict[str, int]:
    conferences, interviews = about(rng, size / 25), about(rng, 1 + size / 25)
    return {
        "response.hot_topics": about(rng, 2 + size / 6),
        "response.press_conferences": conferences,
        "response.press_conferences_by_head": rng.randint(0, conferences),
        "response.online_interviews": interviews,
        "response.online_interviews_by_head": rng.randint(0, interviews),
        "response.policy_explanations": about(rng, 4 + size / 8),
        "response.social_media": about(rng, 1 + size / 5),
        "response.other": about(rng, size / 20),
    }


def _applications(rng: Random, size: float) -> dict[str, int]:
    ways = split(rng, about(rng, size), list(_WAYS.values()))
    received = sum(ways)
    completed = received - (rng.randint(0, received // 25) if received else 0)
    extended = rng.randint(0, completed // 10)
    replies = dict(zip(_REPLIES, split(rng, completed, list(_REPLIES.values())), strict=True))
    grounds = split(rng, replies["refused"], list(_GROUNDS.values()))
    return {
        "applications.received": received,
        **{f"intake.{way}": n for way, n in zip(_WAYS, ways, strict=True)},
        "completion.total": completed,
        "completion.on_time": completed - extended,
        "completion.extended": extended,
        "reply.total": completed,
        **{f"reply.{reply}": n for reply, n in replies.items()},
        **{f"reply.refused.{ground}": n for ground, n in zip(_GROUNDS, grounds, strict=True)},
    }


def _resources(rng: Random, level: str, size: float) -> dict[str, int | Decimal]:
    full_time, part_time = rng.randint(0, 3 + int(size / 40)), rng.randint(1, 6 + int(size / 8))
    return {
        "resource.offices": rng.randint(0, 2) if level == "town" else rng.randint(1, 3 + int(size / 10)),
        "resource.reading_points": rng.randint(1, 4 + int(size / 10)),
        "resource.staff": full_time + part_time,
        "resource.staff_full_time": full_time,
        "resource.staff_part_time": part_time,
        "resource.budget": _money(rng, 9_000, 0.5),
        "training.meetings": rng.randint(0, 5 + int(size / 20)),
        "training.sessions": rng.randint(0, 4 + int(size / 20)),
        "training.participants": rng.randint(0, 300 + int(size * 4)),
    }


def _money(rng: Random, most: int, share: float) -> int | Decimal:
    """In units of 万元, with up to two decimals; 0 for most organs."""
    return Decimal(rng.randint(1, most)).scaleb(-2) if rng.random() < share else 0
