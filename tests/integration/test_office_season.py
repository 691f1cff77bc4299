"""A small season from an empty folder: deliveries, two builds, decisions, and the comparison with the truth."""

from __future__ import annotations

import pytest
from rich.console import Console
from rich.progress import Progress

from benchmarks.office import play_season
from benchmarks.office_prints import Season, print_season
from orchestration.synthesis import Province

pytestmark = pytest.mark.slow

SHAPE = Province(cities=2, counties=2, organs=24, missing=0.08, revised=0.25)


@pytest.fixture(scope="module")
def season(tmp_path_factory: pytest.TempPathFactory) -> Season:
    with Progress(disable=True) as bar:
        return play_season(tmp_path_factory.mktemp("season"), SHAPE, (2020, 2021), 0.05, 6, bar)


def test_every_goal_is_met(season: Season) -> None:
    assert [words for words, is_met in season.goals.items() if not is_met] == []


def test_the_season_has_what_an_office_meets(season: Season) -> None:
    first, last = season.states
    assert season.province.revised_reports > 0 and season.province.missing_reports > 0
    assert season.returned > 0 and season.accepted > 0
    assert first["read"] > 0 and first["conflict"] > 0
    assert last["conflict"] == 0 and last["certified"] > first["certified"]
    assert last["owed"] > 0


def test_faults_that_break_a_rule_are_found_or_left_undecided(season: Season) -> None:
    assert sum(season.detected.values()) == season.province.faulted_documents
    assert not any(
        count for (_, breaks_rule, found), count in season.detected.items() if breaks_rule and found == "silent"
    )


def test_it_is_printed(season: Season) -> None:
    console = Console(record=True, width=140)
    print_season(console, season)
    said = console.export_text()
    assert "NOT MET" not in said
    for words in ("the season", "consolidated figures against the truth", "what it took"):
        assert words in said
