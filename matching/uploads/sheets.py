"""The confidential registries as sheets. Their rows are never public and never leave this app."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _, gettext_noop, pgettext_lazy

from core.identity import birth_digits
from core.papers import is_gb_number
from intake.reading.mapping import Field
from intake.reading.problems import register
from matching.uploads.base import (
    COUNTY,
    NAME,
    NUMBER,
    SINCE,
    TOWNSHIP,
    UNTIL,
    VILLAGE,
    RegistrySheet,
)


register(
    {
        "death-in-future": gettext_noop("The date of death lies in the future. Correct it."),
        "death-before-birth": gettext_noop(
            "The date of death lies before the birth date in the identity number. Correct one."
        ),
        "registry-shrinks": gettext_noop(
            "%(gone)s of the %(before)s persons loaded before (%(share)s) are not in this sheet and would "
            "go. Say why, or upload the whole list, or add to what is there instead of replacing it."
        ),
        "registry-dates-crossed": gettext_noop("The last day lies before the first. Correct one."),
    },
    stated=("registry-shrinks",),
)
_YES = {"是": True, "已备案": True, "有": True, "否": False, "未备案": False, "无": False}
# As in 残疾人残疾分类和分级 (GB/T 26341-2010); certificates put kind and degree together (肢体二级).
_KINDS = ("", "视力", "听力", "言语", "肢体", "智力", "精神", "多重")
_WRITTEN = ("一壹1I", "二贰2II", "三叁3III", "四肆4IV")
_DEGREES = {
    f"{kind}{written}{suffix}": degree
    for kind in _KINDS
    for degree, ways in enumerate(_WRITTEN, 1)
    for written in (ways[0], ways[1], ways[2], ways[3:])
    for suffix in ("级", "")
}


class DeathSheet(RegistrySheet):
    """Deaths as civil affairs, police or a crematorium lists them."""

    registry = "deaths"
    label = _("Registry of deaths")
    says = {"died_on": _("Died on"), "source": _("Source")}
    fields = (
        Field("name", "姓名", "name", ("死者姓名", "逝者姓名", "死亡人员姓名", "亡者姓名", "死亡人员"), required=True),
        Field("person_id", "身份证号", "identity", ("身份证号码", "身份证", "公民身份号码", "死者身份证号", "证件号码", "逝者身份证号", "死亡人员身份证号"), required=True),
        Field("died_on", "死亡日期", "date", ("死亡时间", "去世日期", "去世时间", "逝世日期", "亡故日期", "注销日期", "火化日期"), required=True),
        Field("source", "来源", "text", ("数据来源", "来源单位", "登记机关"), max_length=60),
    )  # fmt: skip

    def fault(self, row: dict[str, Any], today: date) -> str | None:
        if row["died_on"] > today:
            return "death-in-future"
        number = row["person_id"]
        if is_gb_number(number) and row["died_on"].strftime("%Y%m%d") < birth_digits(number):
            return "death-before-birth"
        return None


class PublicEmployeeSheet(RegistrySheet):
    registry = "public-employees"
    label = _("People on the public payroll")
    fields = (
        NAME, NUMBER,
        Field("unit", "单位", "text", ("单位名称", "工作单位", "所在单位"), max_length=100),
        Field("status", "人员状态", "text", ("在职状态", "状态", "人员类别"), max_length=30),
        SINCE, UNTIL,
    )  # fmt: skip


class VillageCadreSheet(RegistrySheet):
    registry = "village-cadres"
    label = _("Village cadres and their relatives")
    says = {"cadre_name": _("Village cadre"), "post": _("Post"), "filed": _("On record")}
    fields = (
        Field("name", "姓名", "name", ("亲属姓名", "人员姓名"), required=True, role="beneficiary"),
        Field("person_id", "身份证号", "identity", ("身份证号码", "亲属身份证号", "身份证"), required=True, role="beneficiary"),
        Field("relation", "与干部关系", "text", ("关系", "亲属关系", "与本人关系"), max_length=20),
        Field("cadre_name", "干部姓名", "name", ("村干部姓名",), role="head"),
        Field("cadre_id", "干部身份证号", "identity", ("村干部身份证号", "干部身份证号码"), role="head"),
        Field("post", "职务", "text", ("村内职务", "任职"), max_length=60),
        Field("filed", "是否备案", "choice", ("备案", "备案情况"), choices=_YES),
        SINCE, UNTIL,
    )  # fmt: skip


class HouseholdSheet(RegistrySheet):
    registry = "households"
    label = _("Households and their members")
    fields = (
        NAME, NUMBER,
        Field("household", "户号", "text", ("家庭编号", "户编号", "户口簿号", "户籍号"), required=True, max_length=40),
        Field("relation", "与户主关系", "text", ("关系", "家庭关系"), max_length=20),
    )  # fmt: skip


class VehicleSheet(RegistrySheet):
    registry = "vehicles"
    label = _("Motor vehicles")
    says = {"vehicle_type": _("Type of vehicle"), "use": _("Use"), "price": _("Price")}
    fields = (
        Field("name", "车主姓名", "name", ("姓名", "所有人", "机动车所有人"), required=True),
        NUMBER,
        Field("vehicle_type", "车辆类型", "text", ("车型", "车辆种类"), max_length=40),
        Field("use", "使用性质", "text", ("用途",), max_length=30),
        Field("status", "车辆状态", "text", ("状态", "机动车状态"), max_length=30),
        Field("price", "购车价格", "amount", ("价格", "车价", "购置价"), summed=False),
        Field("registered_on", "登记日期", "date", ("注册日期", "初次登记日期", "登记时间")),
    )  # fmt: skip


class PropertySheet(RegistrySheet):
    registry = "properties"
    label = _("Real estate")
    says = {"acquired_by": _("Acquired by")}
    fields = (
        Field("name", "权利人", "name", ("姓名", "权利人姓名", "产权人"), required=True),
        NUMBER,
        Field("kind", "房屋用途", "text", ("用途", "规划用途", "不动产类型"), max_length=40),
        Field("area", "建筑面积", "number", ("面积", "建筑面积(平方米)")),
        Field("registered_on", "登记日期", "date", ("登记时间",)),
        Field("acquired_by", "取得方式", "text", ("来源", "取得原因"), max_length=30),
    )  # fmt: skip


class BusinessSheet(RegistrySheet):
    registry = "businesses"
    label = _("Businesses and shares")
    says = {"business": _("Business"), "role": _("Role"), "capital": _("Subscribed capital")}
    fields = (
        NAME, NUMBER,
        Field("business", "企业名称", "text", ("市场主体名称", "单位名称", "名称"), max_length=100),
        Field("role", "身份", "text", ("角色", "人员类型", "任职身份"), max_length=30),
        Field("status", "登记状态", "text", ("经营状态", "状态", "企业状态"), max_length=30),
        Field("capital", "认缴出资额", "amount", ("认缴额", "出资额", "注册资本"), summed=False),
    )  # fmt: skip


class InsuredIncomeSheet(RegistrySheet):
    registry = "insured-income"
    label = _("Housing fund and social insurance")
    says = {"base": _("Monthly base")}
    fields = (
        NAME, NUMBER,
        Field("kind", "险种", "text", ("缴存类型", "类型", "参保类型"), max_length=40),
        Field("unit", "缴存单位", "text", ("单位名称", "参保单位", "单位"), max_length=100),
        Field("base", "缴存基数", "amount", ("缴费基数", "月缴存基数", "月缴费工资", "基数"), required=True, summed=False),
        SINCE, UNTIL,
    )  # fmt: skip


class PrisonerSheet(RegistrySheet):
    registry = "prisoners"
    label = _("People serving a sentence or in compulsory treatment")
    says = {"measure": _("Custody")}
    fields = (
        NAME, NUMBER,
        Field("measure", "措施", "text", ("强制措施", "类别", "羁押类型"), max_length=30),
        Field("since", "收押日期", "date", ("入监日期", "开始日期", "羁押日期", "起始日期"), required=True),
        Field("until", "释放日期", "date", ("出监日期", "结束日期", "刑满日期", "解除日期"), strict=True),
    )  # fmt: skip


class DisabledPersonSheet(RegistrySheet):
    registry = "disabled-persons"
    label = _("Certificates of disability")
    says = {"category": _("Category"), "level": _("Level"), "issued_on": pgettext_lazy("certificate", "Issued on"), "expires_on": _("Valid until")}  # fmt: skip
    fields = (
        NAME, NUMBER,
        Field("category", "残疾类别", "text", ("残疾类型", "类别"), max_length=30),
        Field("level", "残疾等级", "choice", ("等级", "残疾级别"), required=True, choices=_DEGREES),
        Field("issued_on", "发证日期", "date", ("首次发证日期", "办证日期")),
        Field("expires_on", "有效期止", "date", ("有效期至", "有效截止日期", "到期日期"), strict=True),
    )  # fmt: skip


class DibaoSheet(RegistrySheet):
    registry = "dibao"
    label = _("Minimum living allowance: people covered")
    fields = (
        NAME, NUMBER,
        Field("household", "户号", "text", ("家庭编号", "低保证号", "户编号"), max_length=40),
        Field("kind", "低保类型", "text", ("城乡", "类型", "保障类型"), max_length=20),
        Field("since", "开始日期", "date", ("享受起始日期", "纳入日期", "起始日期"), required=True, month_ok=True),
        UNTIL,
    )  # fmt: skip


class TekunSheet(RegistrySheet):
    registry = "tekun"
    label = _("People in special hardship")
    says = {"care": _("Care needed")}
    fields = (
        NAME, NUMBER,
        Field("care", "供养方式", "text", ("供养类型", "护理等级"), max_length=30),
        Field("since", "开始日期", "date", ("认定日期", "纳入日期", "起始日期"), required=True, month_ok=True),
        UNTIL,
    )  # fmt: skip


class OrphanSheet(RegistrySheet):
    registry = "orphans"
    label = _("Orphans and children without care")
    fields = (
        NAME, NUMBER,
        Field("kind", "儿童类别", "text", ("类别", "类型"), max_length=40),
        Field("since", "开始日期", "date", ("认定日期", "纳入日期", "起始日期"), required=True, month_ok=True),
        UNTIL,
    )  # fmt: skip


class PopulationSheet(RegistrySheet):
    registry = "population"
    label = _("Population register")
    fields = (
        NAME, NUMBER, COUNTY, TOWNSHIP, VILLAGE,
        Field("status", "户籍状态", "text", ("状态", "人口状态"), max_length=30),
    )  # fmt: skip


class LandSheet(RegistrySheet):
    registry = "land"
    label = _("Confirmed areas of land")
    fields = (
        Field("name", "承包方代表", "name", ("姓名", "户主姓名", "承包方", "权利人"), required=True),
        NUMBER,
        Field("kind", "土地类型", "text", ("地类", "类型"), max_length=30),
        Field("area", "确权面积", "number", ("面积", "确权面积(亩)", "承包面积", "面积(亩)"), required=True),
        Field("plot", "地块编码", "text", ("地块代码", "地块编号", "承包地块编码", "宗地编码"), max_length=40),
    )  # fmt: skip


class BankAccountSheet(RegistrySheet):
    registry = "bank-accounts"
    label = _("Bank accounts and their holders")
    says = {"bank": _("Bank")}
    fields = (
        Field("name", "户名", "name", ("姓名", "开户人", "账户名", "持卡人"), required=True),
        Field("person_id", "身份证号", "identity", ("身份证号码", "开户人身份证号", "持卡人身份证号", "身份证"), required=True),
        Field("account", "银行账号", "account", ("账号", "卡号", "银行卡号", "社保卡号"), required=True),
        Field("bank", "开户银行", "text", ("开户行", "银行名称"), max_length=60),
    )  # fmt: skip
