"""Landing: the source folder and the inbox into the content-addressed store."""

from datetime import UTC, datetime

import dagster as dg

from orchestration.defs.resources import SettingsResource
from orchestration.landing import LandingStore
from orchestration.settings import Settings

SOURCE, INBOX = "documents", "inbox"


def land_everything(settings: Settings) -> LandingStore:
    """Bring the store up to date with the source folder, which it mirrors, and the inbox, which only adds."""
    store = LandingStore(settings.landing_dir)
    now = datetime.now(UTC)  # the manifest is the only place that keeps the time
    store.land_folder(settings.source_dir, source=SOURCE, now=now)
    if settings.inbox_dir.is_dir():
        store.land_folder(settings.inbox_dir, source=INBOX, now=now, mirror=False)
    return store


@dg.asset(
    group_name="landing",
    kinds={"python", "file"},
    owners=["team:data-engineering"],
    description="One row per arrival of a file: uri, name, size, sha256, media type by content, time, what its sender "
    "claims. The bytes are stored under their hash; landing a file again changes nothing.",
)
def landed_documents(settings: SettingsResource) -> dg.MaterializeResult:
    """Land the source folder and the inbox."""
    arrivals = land_everything(settings.get()).current_arrivals()
    sample = "\n".join(
        f"| {a.file_name} | {a.media_type} | {a.size_bytes:,} | {a.sha256[:12]} |" for a in arrivals[:10]
    )
    return dg.MaterializeResult(
        metadata={
            "dagster/row_count": len(arrivals),
            "documents": len({a.sha256 for a in arrivals}),
            "bytes": sum(a.size_bytes for a in arrivals),
            "sample": dg.MetadataValue.md("| file | media type | bytes | sha256 |\n|---|---|---:|---|\n" + sample),
        }
    )
