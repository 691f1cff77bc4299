"""One act of handing in: what all files that are landed together share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from orchestration.domain.records import Arrival, Refusal
from orchestration.landing.archives import Refused
from orchestration.landing.labels import file_name_label
from orchestration.landing.ledger import Event
from orchestration.landing.manifest import arrival_event, refused_event


@dataclass(frozen=True, slots=True)
class Delivery:
    """What all files that are landed together share."""

    source: str
    received_at: datetime  # UTC
    recorded_at: datetime  # UTC; later than the receipt where a delivery is noted afterwards
    is_mirrored: bool
    sender: str

    @classmethod
    def of(cls, source: str, now: datetime, received: datetime | None, is_mirrored: bool, sender: str) -> Delivery:
        """A delivery that is recorded now, and was received now unless another instant is told."""
        return cls(source, _utc(received or now), _utc(now), is_mirrored, " ".join(sender.split()))

    def event_of(self, arrival: Arrival) -> Event:
        """The event of an arrival in this delivery."""
        return arrival_event(arrival, is_mirrored=self.is_mirrored, recorded_at=self.recorded_at)

    def refusal_of(self, archive: Arrival, uri: str, refused: Refused) -> Event:
        """The event of a member, or of all of an archive, that was not taken out."""
        refusal = Refusal(
            uri=uri,
            file_name=file_name_label(refused.name),
            sha256=archive.sha256,
            size_bytes=refused.size_bytes,
            reason_code=refused.reason_code,
            reason=refused.reason,
            arrived_at=archive.arrived_at,
            source=self.source,
            sender=self.sender,
            archive_uri=archive.uri,
        )
        return refused_event(refusal, is_mirrored=self.is_mirrored, recorded_at=self.recorded_at)


def _utc(now: datetime) -> datetime:
    if now.tzinfo is None:
        raise ValueError("now needs a time zone, such as UTC")
    return now.astimezone(UTC)
