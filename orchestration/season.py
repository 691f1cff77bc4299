"""What an office does in a season: take deliveries in, decide about submissions, and ask who owes what.

The clock is read here: an instant of receipt or decision that isn't told is the present one, and it is written down.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

from orchestration.domain import Arrival, Decision
from orchestration.domain.errors import GongkaiError
from orchestration.landing import ACCEPTED, RETURNED, ZIP, LandingStore
from orchestration.settings import Settings

_CHINA = timezone(timedelta(hours=8))
_SHOWN_ID = 8  # digits of an id that people are shown
_MOST_SHOWN = 10


class SubmissionError(GongkaiError):
    """There is no such submission, or nothing can be decided about it; the message says why and what there is."""


def land_inbox(settings: Settings, folder: Path, received: str = "", sender: str = "") -> str:
    """Land the files of a folder, and those in its archives, into the inbox; a sentence that says what came.

    Args:
        settings: Where the landing store is.
        folder: What was handed in.
        received: Day or instant of receipt; blank for now.
        sender: Who handed it in; blank if nobody said.

    Raises:
        GongkaiError: if the folder is not there or ``received`` is no day.
    """
    if not folder.is_dir():
        raise GongkaiError(f"{folder}: there is no such folder. Name a folder of files to land.")
    instant = parse_instant(received, "--received") if received else None
    store = LandingStore(settings.landing_dir)
    before = {one.submission_id for one in store.current_arrivals("inbox")}
    refused_before = len(store.refusals("inbox"))
    now = datetime.now(UTC)
    landed = store.land_folder(folder, source="inbox", now=now, mirror=False, sender=sender, received=instant)
    new = [one for one in store.current_arrivals("inbox") if one.submission_id not in before]
    archives = sum(one.media_type == ZIP for one in new)
    refused = len(store.refusals("inbox")) - refused_before
    told = [f"{len(landed)} files in the folder", f"{len(new) - archives} new documents"]
    told += [f"{archives} new archives"] * bool(archives)
    told += [f"{refused} not taken out of archives, see rpt_quarantine after the build"] * bool(refused)
    return ", ".join(told) + ". The next build takes them in."


def accept_submission(settings: Settings, submission: str, by: str, why: str, at: str) -> str:
    """Put a submission in force in place of the others for the same report; a sentence that says so.

    Raises:
        SubmissionError: if it is not one submission, or the decision names nobody.
    """
    arrival = _decide(settings, submission, ACCEPTED, by, why, at)
    return f"已采用 {arrival.file_name}（{arrival.submission_id[:_SHOWN_ID]}），下次 gongkai build 起生效。"


def return_submission(
    settings: Settings, submission: str, by: str, why: str, at: str, receipt: Path | None = None
) -> str:
    """Send a submission back: its figures count no longer; a sentence that says so.

    Args:
        settings: Where the landing store is.
        submission: Beginning of its id, its uri, or the name of its file.
        by: Who decides.
        why: The reason that its sender is told.
        at: Day or instant of the decision; blank for now.
        receipt: Where to write what its checks found, OUT.html or OUT.xlsx.

    Raises:
        SubmissionError: if it is not one submission, or the decision names nobody or no reason.
        GongkaiError: if the receipt can't be written; then nothing is decided.
    """
    if not why.strip():
        raise SubmissionError("退回须写明原因（--why）。(A submission is returned for a reason: give --why.)")
    arrival = _find_submission(LandingStore(settings.landing_dir), submission)
    if receipt:
        _write_receipt(settings, arrival, receipt)
    _decide(settings, arrival.submission_id, RETURNED, by, why, at)
    told = f"已退回 {arrival.file_name}（{arrival.submission_id[:_SHOWN_ID]}），下次 gongkai build 起生效。"
    return told + (f"回执已写入 {receipt}。" if receipt else "")


def parse_instant(text: str, option: str) -> datetime:
    """The instant that a day such as 2025-01-20 (its beginning in UTC) or an instant in ISO 8601 stands for.

    Raises:
        SubmissionError: if it is neither.
    """
    try:
        instant = datetime.fromisoformat(text.strip())
        return (instant if instant.tzinfo else instant.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise SubmissionError(
            f"{option} “{text}”不是日期，请写作 2025-01-20 或 2025-01-20T09:00+08:00"
            f"（{option} takes a day or an instant）"
        ) from None


def parse_day(text: str) -> date:
    """The day that is asked for; today in China if none is.

    Raises:
        SubmissionError: if it is no day.
    """
    if not text:
        return datetime.now(_CHINA).date()
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise SubmissionError(f"--on “{text}”不是日期，请写作 2025-02-01（--on takes a day）") from None


def _decide(settings: Settings, submission: str, decision: str, by: str, why: str, at: str) -> Arrival:
    if not by.strip():
        raise SubmissionError("请写明由谁决定（--by）。(A decision names who made it: give --by.)")
    store = LandingStore(settings.landing_dir)
    arrival = _find_submission(store, submission)
    now = datetime.now(UTC)
    decided_at = parse_instant(at, "--at") if at else now
    if decided_at < arrival.arrived_at:
        raise SubmissionError(
            f"{arrival.file_name} 于 {arrival.arrived_at:%Y-%m-%d %H:%M} UTC 收到，不能在此之前决定"
            "（nothing can be decided before it came; see --at）"
        )
    made = Decision(
        arrival.submission_id, arrival.sha256, decision, " ".join(by.split()), " ".join(why.split()), decided_at
    )
    store.decisions.record(made, recorded_at=now)
    return arrival


def _find_submission(store: LandingStore, wanted: str) -> Arrival:
    """The one submission of an id's beginning, a uri or a file name."""
    arrivals = [one for one in store.current_arrivals() if one.media_type != ZIP]
    text = wanted.strip()
    found = [one for one in arrivals if text in (one.uri, one.submission_id)]
    found = found or [one for one in arrivals if text == one.file_name]
    found = found or [one for one in arrivals if len(text) >= 4 and one.submission_id.startswith(text.lower())]
    if len(found) == 1:
        return found[0]
    if found:
        raise SubmissionError(
            f"“{wanted}”指不止一份报送，请用编号（several submissions: name one by its id）：\n{_listed(found)}"
        )
    near = [one for one in arrivals if text and text in one.uri]
    hint = f"。是否指：\n{_listed(near)}" if near else "，请用 rpt_submission 中的编号或文件名"
    raise SubmissionError(f"没有报送“{wanted}”（no such submission）{hint}")


def _listed(arrivals: Sequence[Arrival]) -> str:
    shown = [
        f"  {one.submission_id[:_SHOWN_ID]}  {one.arrived_at:%Y-%m-%d}  {one.sender or '—'}  {one.uri}"
        for one in arrivals[:_MOST_SHOWN]
    ]
    more = [f"  …… {len(arrivals) - len(shown)}"] if len(arrivals) > len(shown) else []
    return "\n".join([*shown, *more])


def _write_receipt(settings: Settings, arrival: Arrival, receipt: Path) -> None:
    """What the checks of one submission found, under the name that its sender knows it by."""
    from orchestration.publication.receipt import check_target, write_receipt
    from orchestration.warehouse.examination import examine_files

    check_target(receipt)
    name = arrival.file_name if arrival.file_name not in (".", "..") else arrival.sha256
    with tempfile.TemporaryDirectory(prefix="gongkai-receipt-") as folder:
        path = Path(folder) / name
        path.write_bytes(LandingStore(settings.landing_dir).read(arrival.sha256))
        examination = examine_files([path], settings.seeds_dir, settings.dbt_dir, with_checks=True)
        write_receipt(receipt, examination, list(examination.checks()), settings.seeds_dir)
