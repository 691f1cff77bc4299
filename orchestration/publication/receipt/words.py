"""The fixed words of a receipt, in Chinese."""

from __future__ import annotations

VERDICTS = {
    "failed": "不通过",
    "hinted": "有提示",
    "passed": "通过",
    "unchecked": "未能核对",
    "unread": "无法读取",
}
OUTCOMES = {"holds": "成立", "truncated": "截尾", "violated": "不符", "undecided": "未定"}
SEVERITIES = {"error": "错误", "warning": "提示", "undecided": "未定，空白处与已填各数矛盾"}
ROLES = {  # letter, what it means
    "left": ("左", "等式左边，即所填的合计、比率或名次"),
    "right": ("右", "等式右边，即用来推算的各项"),
    "numerator": ("子", "分子"),
    "denominator": ("母", "分母"),
    "suspect": ("核", "建议首先核对，箭头后是使各式成立的数"),
    "alternative": ("备", "同样可能有误，箭头后是改动此格时的数"),
}
FAULTS = {
    "source": "疑为填报差错",
    "reading": "疑为识读差错，请先对照原件，看本回执所抄的数是否与原件一致",
}
ADVICE = {  # (how far it was localised, whether any cell is suggested) -> what to say
    ("too_many", True): "同等可能的改法不止所列各种，请核对标出的全部单元格。",
    ("too_many", False): "未能定位：同等可能的改法过多，不逐一列出。请核对标出的全部单元格。",
    ("not_localised", False): "未能定位：现有勾稽关系不足以判断是哪一个数有误。请核对标出的全部单元格。",
}
ADVICE_OTHERWISE = "请对照原始台账核对标出的各数。"
NO_REASON = "使各式成立的最小改动，未见明显的致误原因"
SCOPES = {"own": "本级", "consolidated": "汇总"}
ASSUMED_BLANK = "空白计为零（表内合计证明空白处均为零）"
ASSUMED_ABSENT = "未述及的项目计为无"
WAIVED = "已登记豁免的不符"
CORRECTED = "按已登记的更正成立的不符"

HOW_TO_CORRECT = (
    "对照原始台账核对标出的数，首先核对标“核”的单元格；建议的数只是使各式成立的最小改动，以台账为准。",
    "在原文件中改正后，按原渠道重新报送；新报送的文件替代旧文件，旧文件仍存档备查。",
    "经核对原数无误的，请将理由书面告知汇总机关，由其登记豁免；本回执不改动任何数字。",
)
