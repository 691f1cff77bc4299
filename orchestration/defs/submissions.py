"""Submissions: each delivery as an observation of its own, once it has come or a submission of it stands otherwise."""

from collections import Counter
from collections.abc import Iterator

import dagster as dg

from orchestration.defs.resources import SettingsResource
from orchestration.warehouse.deliveries import DeliveredSubmissions, read_deliveries

_MOST_ROWS = 1_000  # of a delivery that the page of an observation lists
_DIGESTS = "digests"
_COLUMNS = ("submission_id", "uri", "organ", "period", "state", "reason", "document_id")
RUN_TAG = "gongkai/deliveries"


@dg.asset(
    deps=["rpt_submission"],
    group_name="submissions",
    kinds={"python"},
    owners=["team:data-engineering"],
    description="One observation per delivery, told anew when one of its submissions comes to stand otherwise: who "
    "handed it in and when, and each submission with its state and reason. The run is tagged with what changed.",
)
def submissions(context: dg.AssetExecutionContext, settings: SettingsResource) -> Iterator[dg.MaterializeResult]:
    """Tell of the deliveries that changed since the last run."""
    known = _known_digests(context)
    deliveries = list(read_deliveries(settings.get().work_db))
    changed = [delivery for delivery in deliveries if known.get(delivery.name) != delivery.digest]
    for delivery in changed:
        context.log_event(_observation(delivery))
    if changed:
        context.instance.add_run_tags(context.run_id, {RUN_TAG: "; ".join(one.name for one in changed)[:500]})
    states = Counter(row["state"] for delivery in deliveries for row in delivery.rows)
    yield dg.MaterializeResult(
        metadata={
            "dagster/row_count": sum(states.values()),
            "deliveries": len(deliveries),
            "changed": len(changed),
            **dict(sorted(states.items())),
            _DIGESTS: dg.MetadataValue.json({delivery.name: delivery.digest for delivery in deliveries}),
        }
    )


def _known_digests(context: dg.AssetExecutionContext) -> dict[str, str]:
    event = context.instance.get_latest_materialization_event(context.asset_key)
    materialization = event.asset_materialization if event else None
    told = materialization.metadata.get(_DIGESTS) if materialization else None
    return dict(told.value) if told else {}


def _observation(delivery: DeliveredSubmissions) -> dg.AssetObservation:
    rows = [dg.TableRecord({name: row[name] for name in _COLUMNS}) for row in delivery.rows[:_MOST_ROWS]]
    return dg.AssetObservation(
        asset_key="submissions",
        partition=delivery.name,
        description=f"{len(delivery.rows)} submissions",
        metadata={
            "received_at": delivery.rows[0]["received_at"],
            "sender": delivery.rows[0]["sender"] or "unknown",
            "submissions": len(delivery.rows),
            "states": dg.MetadataValue.json(dict(Counter(row["state"] for row in delivery.rows))),
            "listed": dg.MetadataValue.table(rows),
        },
    )
