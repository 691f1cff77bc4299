"""Sentences that state figures, and sentences that state none: wordings of our own, several for each thing to say.

``{code|unit}`` in a wording is a figure of that indicator; its truth is recorded, because the sentence says plainly
what it counts. Other numbers (dates, telephone numbers, notices) are there for the readers to leave alone.
"""

from __future__ import annotations

import re
from random import Random

from orchestration.synthesis.catalogue import Catalogue
from orchestration.synthesis.figures import Figures
from orchestration.synthesis.model import Paragraph, Report
from orchestration.synthesis.writing import Figure, plain

_SLOT = re.compile(r"\{([a-z_.]+)\|([^}]+)\}")

PREFACES = (
    "根据《中华人民共和国政府信息公开条例》规定，{organ}编制了本年度报告。报告由六个部分组成，所列数据的统计期限为{year}年1月1日至{year}年12月31日。"
    "公众如有疑问，可与本机关联系（电话：0{phone}）。",
    "现将{organ}{year}年政府信息公开工作情况报告如下，统计时间自{year}年1月1日起，至12月31日止。报告电子版可在门户网站下载，联系电话0{phone}。",
    "本报告依照政府信息公开有关法规编制，数据截至{year}年12月31日。地址：{region}滨河路86号，邮政编码：{postcode}，电话0{phone}。",
)
CONSOLIDATED = "本报告由{region}人民政府办公室汇总{whole}各部门、各乡镇年度报告编制，表中数据为{whole}合计。"
RECEIVED = (
    "{year}年，本机关新收政府信息公开申请{applications.received|件}，上年结转政府信息公开申请{applications.carried_in|件}。",
    "{year}年共收到政府信息公开申请{applications.received|件}，上年度结转{applications.carried_in|件}，"
    "结转下年度继续办理{applications.carried_forward|件}。",
    "公民、法人和其他组织依法提出申请。全年受理政府信息公开申请{applications.received|件}，均登记在册、限时办理。",
)
OUTCOMES = (
    "从办理结果看，予以公开{outcome.granted|件}，部分公开{outcome.partial|件}，不予公开{outcome.refused|件}，"
    "无法提供{outcome.unable|件}，不予处理{outcome.not_processed|件}，其他处理{outcome.other|件}。",
    "在全部答复中，予以公开的{outcome.granted|件}、部分公开的{outcome.partial|件}、不予公开的{outcome.refused|件}、"
    "无法提供的{outcome.unable|件}。",
    "申请人的合法需求得到保障，其中予以公开{outcome.granted|件}，无法提供{outcome.unable|件}。",
)
DISCLOSED = (
    "全年通过政府网站发布信息{website.published|条}，公开的时效和质量都有提高。",
    "坚持应公开尽公开，门户网站发布各类政府信息{website.published|条}，发布政策解读稿件{response.policy_explanations|篇}。",
    "围绕中心工作做好解读回应，一年来发布政策解读材料{response.policy_explanations|篇}。",
)
TRAINED = (
    "为提升队伍能力，全年举办业务培训班{training.sessions|次}，培训{training.participants|人次}。",
    "按照上级〔{year}〕12号文件要求完善制度，落实保密审查“三审三校”。",
    "依托3个公开专区、24小时自助服务终端，方便群众就近查询。",
)
REMEDIES = (
    "因政府信息公开引起的行政复议{review.total|件}。",
    "各类复议、应诉事项均依法按期办理，未发生重大舆情。",
)
DISCLOSED_2014 = (
    "{year}年主动公开政府信息{disclosure.total|条}，其中政府网站公开{channel.website|条}，政务微信公开{channel.wechat|条}。",
    "全年共主动公开政府信息{disclosure.total|条}；公开规范性文件{disclosure.normative_documents|条}。",
    "主动公开政府信息{disclosure.total|条}，内容涵盖财政预决算、重大项目、公共服务等方面。",
)
RECEIVED_2014 = (
    "{year}年收到政府信息公开申请{applications.received|件}，其中当面申请{intake.in_person|件}，传真申请{intake.fax|件}，"
    "网络申请{intake.online|件}，信函申请{intake.letter|件}。",
    "全年受理政府信息公开申请{applications.received|件}，申请内容集中在征地拆迁和城乡规划。",
)
COMPLETED_2014 = (
    "申请办结{completion.total|件}，其中按时办结{completion.on_time|件}，延期办结{completion.extended|件}。",
    "在答复的申请中，属于已主动公开范围{reply.already_public|件}，同意公开{reply.granted|件}，同意部分公开{reply.partial|件}，"
    "不同意公开{reply.refused|件}。",
)
RESOURCES_2014 = (
    "现有专职人员{resource.staff_full_time|人}、兼职人员{resource.staff_part_time|人}，设置查阅点{resource.reading_points|个}。",
    "机构健全、人员到位，全年召开政府信息公开工作会议{training.meetings|次}。",
)
PROBLEMS = (
    "对照新形势新要求，工作中还有短板：一是公开的主动性有待增强，二是解读形式较为单一。下一步将加强学习培训，拓宽渠道，把群众关心的事项讲清楚。",
    "主要不足是栏目更新不够及时、部分答复文书不够规范。今后将建立台账、按季通报，推动整改落地见效。",
    "存在的问题：个别单位重视不够，信息报送滞后。改进措施：明确专人负责，做到10个工作日内更新，强化日常监测。",
)
OTHERS = (
    "没有其他需要报告的事项。",
    "本机关未收取信息处理费，无其他需要报告的事项。",
    "已按规定执行《政府信息公开信息处理费管理办法》，暂无其他事项。",
)


class Speaker:
    """Puts figures into wordings and remembers what was said."""

    def __init__(
        self, report: Report, figures: Figures, catalogue: Catalogue, by_applicant: bool, **words: object
    ) -> None:
        self._report, self._figures, self._catalogue = report, figures, catalogue
        self._by_applicant = by_applicant
        self._words = {name: str(word) for name, word in words.items()}

    def say(self, rng: Random, *choices: tuple[str, ...]) -> None:
        """Add one paragraph: of each choice one wording."""
        self._report.blocks.append(Paragraph("".join(self.fill(rng.choice(wordings)) for wordings in choices)))

    def fill(self, wording: str) -> str:
        """The sentence, its figures recorded."""
        for name, word in self._words.items():
            wording = wording.replace(f"{{{name}}}", word)
        return _SLOT.sub(self._fill, wording)

    def _fill(self, slot: re.Match[str]) -> str:
        code, unit_written = slot.groups()
        of_applicants = self._by_applicant and code.startswith(("applications.", "outcome."))
        dimensions = "applicant=total" if of_applicants else ""
        amount = self._figures[code, dimensions]
        unit, factor = self._catalogue.canonical(unit_written)
        raw = f"{plain(amount)}{unit_written}"
        status = "zero" if amount == 0 else "number"
        self._report.said.append(
            Figure(code, dimensions, amount, raw, plain(amount * factor), status, unit, method="prose")
        )
        return raw
