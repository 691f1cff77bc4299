"""The data dictionary: marts, columns, indicators, rules, metrics and reasons, from the seeds and dbt's manifest."""

from orchestration.publication.dictionary.content import build_dictionary, sources_of
from orchestration.publication.dictionary.page import render_json, render_page

__all__ = ["build_dictionary", "render_json", "render_page", "sources_of"]
