"""The gate's verdict as one page, Chinese first. It asks the network for nothing and runs no script."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Sequence
from html import escape
from pathlib import Path

from expectations.history import FormerVerdict
from expectations.verdict import ExpectationOutcome, GateResult

_HISTORY_SHOWN = 30
_CARDS = (("数据表", "marts"), ("检查项", "expectations"), ("拒绝发布", "refusals"), ("提示", "warnings"))

_HEAD = """<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>发布检查 · Release gate</title>
<style>
:root { color-scheme: light dark; --paper: #f6f5f2; --card: #fff; --ink: #1f2328; --faint: #667078; --line: #dfddd7;
  --good: #1a7f4b; --bad: #b3261e; --warn: #96660a; --good-bg: #e5f4ec; --bad-bg: #fbe9e7; --warn-bg: #fbf2dc; }
@media (prefers-color-scheme: dark) { :root { --paper: #16181b; --card: #1f2226; --ink: #e6e4df; --faint: #98a0a8;
  --line: #34383d; --good: #6fce9b; --bad: #ff9b90; --warn: #e6bd63; --good-bg: #1b3327; --bad-bg: #401f1c;
  --warn-bg: #3a2f16; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 2.5rem 1.25rem 4rem; max-width: 72rem; background: var(--paper); color: var(--ink);
  font: 15px/1.6 system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; }
header { display: flex; flex-wrap: wrap; align-items: baseline; gap: .4rem 1rem; margin-bottom: 1.25rem; }
h1 { font-size: 1.7rem; margin: 0; }
h2 { font-size: 1.1rem; margin: 2rem 0 .75rem; }
small, .faint { color: var(--faint); font-size: .86em; font-weight: normal; }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr)); gap: .75rem; }
.card, details { background: var(--card); border: 1px solid var(--line); border-radius: 10px; }
.card { padding: .8rem 1rem; }
.card b { display: block; font-size: 1.7rem; line-height: 1.25; font-variant-numeric: tabular-nums; }
details { margin-bottom: .6rem; overflow: hidden; }
summary { cursor: pointer; padding: .65rem 1rem; display: flex; flex-wrap: wrap; gap: .2rem .8rem;
  align-items: center; }
summary:hover { background: color-mix(in srgb, var(--line) 30%, transparent); }
summary .faint { margin-left: auto; }
code { font: .88em ui-monospace, Menlo, Consolas, monospace; overflow-wrap: anywhere; }
.table { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; }
th, td { text-align: left; vertical-align: top; padding: .5rem 1rem; border-top: 1px solid var(--line); }
th { color: var(--faint); font-size: .86em; font-weight: 600; white-space: nowrap; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
td.seen { min-width: 11rem; max-width: 24rem; overflow-wrap: anywhere; }
.mark { display: inline-block; padding: 0 .6em; border-radius: 1em; font-size: .86em; font-weight: 600;
  white-space: nowrap; }
header .mark { font-size: 1rem; }
.good { color: var(--good); background: var(--good-bg); }
.bad { color: var(--bad); background: var(--bad-bg); }
.warn { color: var(--warn); background: var(--warn-bg); }
</style>
</head>
<body>
"""


def write_page(result: GateResult, docs_dir: Path, history: Sequence[FormerVerdict] = ()) -> Path:
    """Writes `index.html` whole or not at all, and returns its path. The same verdict gives the same bytes."""
    docs_dir.mkdir(parents=True, exist_ok=True)
    path = docs_dir / "index.html"
    unfinished = docs_dir / ".index.html.next"
    unfinished.write_text(render_page(result, history), encoding="utf-8")
    os.replace(unfinished, path)
    return path


def render_page(result: GateResult, history: Sequence[FormerVerdict] = ()) -> str:
    """The whole page; everything that comes from outside is escaped."""
    by_mart = defaultdict(list)
    for outcome in result.outcomes:
        by_mart[outcome.mart].append(outcome)
    failures = [*result.refusals, *result.warnings]
    counts = (len(result.row_counts), len(result.outcomes), len(result.refusals), len(result.warnings))
    verdict = (
        _mark("good", "通过，可以发布", "passed") if result.passed else _mark("bad", "未通过，不予发布", "refused")
    )
    parts = [_HEAD, f"<header><h1>发布检查 <small>Release gate</small></h1>{verdict}</header>\n", '<div class="cards">']
    for (name_zh, name_en), count in zip(_CARDS, counts, strict=True):
        parts.append(f'<div class="card"><span class="faint">{name_zh} {name_en}</span><b>{count:,}</b></div>')
    parts.append("</div>\n")
    if failures:
        parts.append("<h2>未达标 <small>Not met</small></h2>\n<details open><summary>")
        parts.append(
            f"{len(failures):,} 项 <small>items</small></summary>{_table(failures, with_mart=True)}</details>\n"
        )
    parts.append("<h2>各表 <small>By mart</small></h2>\n")
    parts.extend(_section(mart, outcomes, result.row_counts.get(mart)) for mart, outcomes in by_mart.items())
    unjudged = [mart for mart in result.row_counts if mart not in by_mart]
    if unjudged:
        names = "、".join(f"<code>{escape(mart)}</code>" for mart in unjudged)
        parts.append(f'<p class="faint">未设检查的表 (marts without expectations)：{names}</p>\n')
    if history:
        parts.append(_history(history))
    parts.append("</body>\n</html>\n")
    return "".join(parts)


def _section(mart: str, outcomes: list[ExpectationOutcome], row_count: int | None) -> str:
    failed = [outcome for outcome in outcomes if not outcome.success]
    rows = "没有此表 no such mart" if row_count is None else f"{row_count:,} 行 rows"
    worst = min(failed, key=lambda outcome: outcome.severity, default=None)  # critical before warning
    mark = _mark_of(worst) if worst else _mark("good", "达标", "met")
    return (
        f"<details{' open' if failed else ''}><summary>{mark}<code>{escape(mart)}</code>"
        f'<span class="faint">{rows} · {len(outcomes) - len(failed)} / {len(outcomes)} 项达标 met</span></summary>'
        f"{_table(outcomes)}</details>\n"
    )


def _history(history: Sequence[FormerVerdict]) -> str:
    """The verdicts of this build and those before it, the latest first."""
    rows = "".join(
        f"<tr><td>{_mark('good', '通过', 'passed') if one.passed else _mark('bad', '未通过', 'refused')}</td>"
        f"<td>{escape(one.built_at)}</td>"
        + "".join(
            f'<td class="number">{count:,}</td>'
            for count in (one.marts, one.rows, one.expectations, one.refusals, one.warnings)
        )
        + "</tr>\n"
        for one in history[:_HISTORY_SHOWN]
    )
    heads = "".join(
        f'<th class="number">{words}</th>'
        for words in ("表 marts", "行 rows", "检查项 expectations", "拒绝 refusals", "提示 warnings")
    )
    return (
        "<h2>历次结论 <small>Former verdicts</small></h2>\n"
        f"<details open><summary>{len(history):,} 次 <small>builds</small></summary>"
        '<div class="table"><table><thead><tr><th>结论 verdict</th><th>构建时间 built at (UTC)</th>'
        f"{heads}</tr></thead><tbody>{rows}</tbody></table></div></details>\n"
    )


def _table(outcomes: list[ExpectationOutcome], *, with_mart: bool = False) -> str:
    mart_head = "<th>表 mart</th>" if with_mart else ""
    rows = "".join(_row(outcome, with_mart) for outcome in outcomes)
    return (
        f'<div class="table"><table><thead><tr><th>结果 verdict</th>{mart_head}<th>要求 expectation</th>'
        '<th>列 columns</th><th class="number">不符 unexpected</th><th>所见 observed</th></tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )


def _row(outcome: ExpectationOutcome, with_mart: bool) -> str:
    mart = f"<td><code>{escape(outcome.mart)}</code></td>" if with_mart else ""
    count = "" if outcome.unexpected_count is None else f"{outcome.unexpected_count:,}"
    return (
        f"<tr><td>{_mark_of(outcome)}</td>{mart}"
        f"<td>{escape(outcome.description_zh)}<br><small>{escape(outcome.description_en)}</small></td>"
        f"<td><code>{escape(outcome.column)}</code></td>"
        f'<td class="number">{count}</td><td class="seen">{escape(outcome.observed)}</td></tr>\n'
    )


def _mark_of(outcome: ExpectationOutcome) -> str:
    if outcome.success:
        return _mark("good", "达标", "met")
    return _mark("bad", "拒绝", "critical") if outcome.severity == "critical" else _mark("warn", "提示", "warning")


def _mark(kind: str, text_zh: str, text_en: str) -> str:
    return f'<span class="mark {kind}">{text_zh} {text_en}</span>'
