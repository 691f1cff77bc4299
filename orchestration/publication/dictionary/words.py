"""The words of the page that no seed has, Chinese and English."""

from __future__ import annotations

TITLE = ("数据字典", "Data dictionary")
SUBTITLE = ("政府信息公开统计", "Statistics of government information disclosure")
SEARCH = ("搜索名称、代码、依据……", "Search names, codes, sources ...")
NOTHING = ("没有符合的条目", "Nothing matches")
FOUND = ("条", "found")
SWITCH = ("English", "中文")

SECTIONS = {
    "marts": ("数据表", "Marts"),
    "indicators": ("指标", "Indicators"),
    "metrics": ("比率指标", "Metrics"),
    "rules": ("勾稽规则", "Rules"),
    "forms": ("表式", "Forms"),
    "reasons": ("原因代码", "Reason codes"),
}

LABELS = {
    "column": ("列", "column"),
    "meaning": ("含义", "meaning"),
    "type": ("类型", "type"),
    "key": ("主键", "key"),
    "required": ("必填", "never null"),
    "refers_to": ("指向", "refers to"),
    "deprecated": ("停用日期", "goes on"),
    "unit": ("计量单位", "unit"),
    "form_unit": ("表内单位", "unit of the form"),
    "mart": ("所在表", "mart"),
    "kind": ("性质", "kind"),
    "source": ("依据", "source"),
    "cells": ("表内位置", "cells of the forms"),
    "row": ("行", "row"),
    "columns": ("栏", "columns"),
    "rules": ("参与的规则", "rules it takes part in"),
    "comparability": ("与其他表式的可比性", "comparability with other forms"),
    "aliases": ("其他写法", "also written"),
    "note": ("说明", "note"),
    "severity": ("严重程度", "severity"),
    "form": ("表式", "form"),
    "terms": ("各项", "terms"),
    "side": ("所在一边", "side"),
    "numerator": ("分子", "numerator"),
    "denominator": ("分母", "denominator"),
    "slices": ("可细分", "slices"),
    "members": ("构成项", "members"),
    "adding": ("汇总方法", "adding up"),
    "years": ("年度", "years"),
    "since": ("年起", "on"),
    "outside_forms": ("通报与正文中的数字，表内没有位置", "in bulletins and running text; no cell of a form"),
    "every_indicator": ("所有指标", "every indicator"),
}

VALUES = {
    "flow": ("本期发生数", "flow"),
    "state": ("期末状态数", "state"),
    "rate": ("比率", "rate"),
    "rank": ("名次", "rank"),
    "same": ("相同", "the same"),
    "sum_of": ("等于数项之和", "sum of"),
    "not_comparable": ("不可比", "not comparable"),
    "error": ("严重，阻止通过", "error: blocks certification"),
    "warning": ("提示", "warning"),
    "left": ("左边", "left"),
    "right": ("右边", "right"),
    "numerator": ("分子", "numerator"),
    "denominator": ("分母", "denominator"),
    "identity": ("等式", "identity"),
    "bound": ("不超过", "bound"),
    "carry": ("跨年结转", "carry"),
    "rollup": ("汇总", "roll-up"),
    "growth": ("增长", "growth"),
    "agreement": ("图文一致", "agreement"),
    "annual_report": ("年度报告", "annual report"),
    "bulletin": ("通报", "bulletin"),
    "applicant": ("申请人类型", "applicant type"),
    "unit": ("单位", "unit"),
}

ADDING = ("分子之和 ÷ 分母之和，不取平均", "sum of numerators over sum of denominators, never a mean")
ALWAYS_SLICED = (
    "机关、地区、报告期、表式、填报口径、是否通过勾稽",
    "organ, region, period, form, scope, certification",
)
