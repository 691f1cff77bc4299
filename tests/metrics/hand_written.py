"""Each metric written by hand over the fact tables, for every form: nothing of its declaration is used here.

Each statement gives document_id, period, member, numerator and denominator of the rows that stand for the whole document.
"""

from __future__ import annotations

_VALUE = (
    "coalesce(f.value_accepted, case when z.observation_id is not null then 0 end)"  # a blank that is proved a zero
)
_GROUNDS_NOW = (
    "state_secret", "prohibited_by_law", "security_and_stability", "third_party_rights", "internal_affairs",
    "process_information", "enforcement_file", "administrative_query",
)  # fmt: skip
_GROUNDS_2014 = (
    "state_secret", "trade_secret", "personal_privacy", "security_and_stability", "not_government_information",
    "other_by_law",
)  # fmt: skip
_NOW = "form_code in ('NF2019', 'NF2021') and applicant_type = 'total'"
_OLD = "form_code = 'NF2014' and applicant_type = ''"


def _one(mart: str, code: str, where: str) -> str:
    """One figure of a document and period."""
    return (
        f"(select any_value({_VALUE}) from marts.{mart} f left join intermediate.int_blanks_proved_zero z using (observation_id) "
        f"where f.is_latest and f.indicator_code = '{code}' and {where} "
        "and f.document_id = d.document_id and f.period = d.period)"
    )


def _sum(mart: str, codes: list[str], where: str) -> str:
    """The sum of several figures; null if one is not known."""
    return " + ".join(_one(mart, code, where) for code in codes)


def _rows(mart: str, where: str, parts: dict[str, tuple[list[str], list[str]]]) -> str:
    """A statement with a row for each member: (numerator, denominator) as codes."""
    return " union all ".join(
        f"select d.document_id, d.period, '{member}' as member, {_sum(mart, numerator, where)} as num, "
        f"{_sum(mart, denominator, where)} as den "
        f"from (select distinct document_id, period from marts.{mart} where is_latest and {where} "
        f"and indicator_code in ({', '.join(repr(code) for code in {*numerator, *denominator})})) as d"
        for member, (numerator, denominator) in parts.items()
    )


def _outcomes(now: dict[str, tuple[list[str], list[str]]], old: dict[str, tuple[list[str], list[str]]]) -> str:
    mart = "fct_application_outcome"
    return _rows(mart, _NOW, now) + " union all " + _rows(mart, _OLD, old)


_REFUSED_NOW = [f"outcome.refused.{ground}" for ground in _GROUNDS_NOW]
_REFUSED_2014 = [f"reply.refused.{ground}" for ground in _GROUNDS_2014]
_TOTAL, _ANSWERED = ["outcome.total"], ["reply.total"]
_UNABLE = [f"outcome.unable.{why}" for why in ("not_held", "needs_creation", "unclear")]
_NOT_PROCESSED = [
    f"outcome.not_processed.{why}" for why in ("petition", "repeated", "publication", "excessive", "reconfirmation")
]
_OTHER_2021 = [f"outcome.other.{why}" for why in ("overdue_correction", "overdue_fee", "remaining")]
_MIX_NOW = {
    "granted": (["outcome.granted"], _TOTAL),
    "partial": (["outcome.partial"], _TOTAL),
    "refused": (_REFUSED_NOW, _TOTAL),
    "unable": (_UNABLE, _TOTAL),
    "not_processed": (_NOT_PROCESSED, _TOTAL),
}
_REPLIES = (
    "granted", "partial", "refused", "already_public", "not_this_organ", "not_existing", "amend_request", "other_route",
)  # fmt: skip


def _decided(case: str) -> list[str]:
    return [f"{case}.{result}" for result in ("upheld", "corrected", "other")]


def _cases(parts_now: dict[str, list[str]], old: str) -> str:
    mart = "fct_review_litigation"
    now = {
        member: ([f"{case}.corrected" for case in cases], [code for case in cases for code in _decided(case)])
        for member, cases in parts_now.items()
    }
    before = {"all": ([f"{old}.corrected"], _decided(old))}
    is_now, is_old = "form_code in ('NF2019', 'NF2021')", "form_code = 'NF2014'"
    return _rows(mart, is_now, now) + " union all " + _rows(mart, is_old, before)


def _by_unit(mart: str, numerator: str, denominator: str, more: str = "true") -> str:
    """What the document says of all units together: in a sentence, else in its only row of totals."""

    def of(role: str) -> str:
        return f"""
            select document_id, period, 'all' as member,
                max(value_accepted) filter (indicator_code = '{numerator}') as num,
                max(value_accepted) filter (indicator_code = '{denominator}') as den,
                count(distinct unit_group_code) as groups
            from marts.{mart} where is_latest and unit_role = '{role}' and {more}
                and indicator_code in ('{numerator}', '{denominator}')
            group by document_id, period having count(distinct indicator_code) = 2"""

    return f"""
        select document_id, period, member, num, den from ({of("overall")})
        union all
        select document_id, period, member, num, den from ({of("total")}) as t where groups = 1
            and not exists (select 1 from ({of("overall")}) as o where o.document_id = t.document_id and o.period = t.period)"""


def _on_time(service: str) -> str:
    """Overdue as stated in total, else as the sum over the units."""
    return f"""
        select document_id, period, 'all' as member,
            max(value_accepted) filter (indicator_code = '{service}.completed' and unit_role = 'overall')
            - coalesce(
                max(value_accepted) filter (indicator_code = '{service}.overdue' and unit_role = 'overall'),
                sum(value_accepted) filter (indicator_code = '{service}.overdue' and unit_role = 'each')) as num,
            max(value_accepted) filter (indicator_code = '{service}.received' and unit_role = 'overall') as den
        from marts.fct_public_interaction where is_latest and kind_code = '' and topic_name_zh = ''
        group by document_id, period
        having den is not null and count(*) filter (indicator_code in ('{service}.completed', '{service}.overdue')) > 0"""


def _checks(member: str, where: str) -> str:
    return f"""
        select d.document_id, d.period, '{member}' as member,
            count(*) filter (c.outcome = 'violated' and {where}) as num,
            count(*) filter (c.outcome in ('holds', 'truncated', 'violated') and {where}) as den
        from marts.dim_document as d left join marts.fct_sum_check as c on c.document_id = d.document_id
        where d.is_latest and d.period <> '' group by d.document_id, d.period"""


_NO_KIND = "kind_code = ''"
_CHANNELS = ["channel.gazette", "channel.website", "channel.weibo", "channel.wechat", "channel.other"]

HAND_WRITTEN: dict[str, str] = {
    "grant_rate": _outcomes(
        {"all": (["outcome.granted"], _TOTAL)},
        {"all": (["reply.granted"], _ANSWERED)},
    ),
    "disclosure_rate": _outcomes(
        {"all": (["outcome.granted", "outcome.partial"], _TOTAL)},
        {"all": (["reply.granted", "reply.partial"], _ANSWERED)},
    ),
    "refusal_rate": _outcomes({"all": (_REFUSED_NOW, _TOTAL)}, {"all": (["reply.refused"], _ANSWERED)}),
    "outcome_mix": " union all ".join(
        (
            _outcomes(_MIX_NOW, {reply: ([f"reply.{reply}"], _ANSWERED) for reply in _REPLIES}),
            # a report may keep the one row of 2019 or have the three of 2021, whatever its other tables are
            "select document_id, period, member, coalesce(one, three) as num, den from ("
            "select d.document_id, d.period, 'other' as member, "
            f"{_one('fct_application_outcome', 'outcome.other', _NOW)} as one, "
            f"{_sum('fct_application_outcome', _OTHER_2021, _NOW)} as three, "
            f"{_one('fct_application_outcome', 'outcome.total', _NOW)} as den "
            "from (select distinct document_id, period from marts.fct_application_outcome "
            f"where is_latest and {_NOW} and indicator_code = 'outcome.total') as d)",
        )
    ),
    "refusal_mix": _outcomes(
        {ground: ([f"outcome.refused.{ground}"], _REFUSED_NOW) for ground in _GROUNDS_NOW},
        {ground: ([f"reply.refused.{ground}"], _REFUSED_2014) for ground in _GROUNDS_2014},
    ),
    "application_on_time_rate": _rows(
        "fct_application_outcome", _OLD, {"all": (["completion.on_time"], ["completion.total"])}
    ),
    "review_correction_rate": _cases({"all": ["review"]}, "review"),
    "litigation_correction_rate": _cases(
        {
            "all": ["litigation_direct", "litigation_after_review"],
            "direct": ["litigation_direct"],
            "after_review": ["litigation_after_review"],
        },
        "litigation",
    ),
    "channel_share": _rows(
        "fct_disclosure_channel",
        "form_code = 'NF2014'",
        {code.removeprefix("channel."): ([code], _CHANNELS) for code in _CHANNELS},
    ),
    "adoption_rate": _by_unit("fct_information_submission", "submission.adopted", "submission.reported"),
    "reply_rate": _by_unit("fct_public_interaction", "interaction.replied", "interaction.received", _NO_KIND),
    "mailbox_completion_rate": _by_unit("fct_public_interaction", "mailbox.completed", "mailbox.received", _NO_KIND),
    "mailbox_on_time_rate": _on_time("mailbox"),
    "hotline_completion_rate": _by_unit("fct_public_interaction", "hotline.completed", "hotline.received", _NO_KIND),
    "hotline_on_time_rate": _on_time("hotline"),
    "new_media_qualified_rate": """
        select document_id, period, 'all' as member,
            max(value_accepted) filter (indicator_code = 'new_media.qualified') as num,
            max(value_accepted) filter (indicator_code = 'new_media.monitored') as den
        from marts.fct_new_media where is_latest group by document_id, period having num is not null and den is not null""",
    "violated_sum_share": " union all ".join(
        (_checks("all", "true"), _checks("error", "c.severity = 'error'"), _checks("warning", "c.severity = 'warning'"))
    ),
    "on_time_submission_rate": """
        select distinct d.document_id, d.period, 'all' as member, case when s.late_days = 0 then 1 else 0 end as num, 1 as den
        from marts.dim_document as d
        inner join marts.rpt_submission as r on r.document_id = d.document_id and r.is_in_force
        inner join marts.rpt_submission_status as s
            on s.organ_id = r.organ_id and s.period = r.period and s.report_kind = r.report_kind
        where d.is_latest and s.is_due""",
    "certified_share": """
        select document_id, period, 'all' as member, case when is_certified then 1 else 0 end as num, 1 as den
        from marts.rpt_certification where is_latest and period <> ''""",
}


def by_applicant(metric: str, applicant: str) -> str:
    """The statement of a metric for one applicant type instead of all; only the forms since 2019 tell them apart."""
    return (
        HAND_WRITTEN[metric]
        .replace("applicant_type = 'total'", f"applicant_type = '{applicant}'")
        .replace("applicant_type = ''", "false")
    )


def of_each_unit(mart: str, numerator: str, denominator: str) -> str:
    """Document, period, group, unit, and the unit's two figures where both are listed."""
    listed = f"""(
        select f.*, {_VALUE} as counted
        from marts.{mart} f left join intermediate.int_blanks_proved_zero z using (observation_id)
        where f.is_latest and f.unit_role = 'each')"""
    return f"""
        select document_id, period, unit_group_code, unit_organ_name_zh, n.counted as num, d.counted as den
        from {listed} as n inner join {listed} as d using (document_id, period, unit_group_code, unit_organ_name_zh)
        where n.indicator_code = '{numerator}' and d.indicator_code = '{denominator}'"""
