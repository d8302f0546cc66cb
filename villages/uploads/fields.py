"""The columns of where, and of a village's monthly sheet, as villages write them."""

from __future__ import annotations

from intake.reading.mapping import Field
from villages.choices import Category, Entry


CATEGORIES = {
    "上级补助": Category.SUBSIDY, "补助收入": Category.SUBSIDY, "上级拨款": Category.SUBSIDY,
    "上级补助收入": Category.SUBSIDY, "财政补助": Category.SUBSIDY, "转移支付": Category.SUBSIDY,
    "经营收入": Category.BUSINESS, "发包上交": Category.LEASING, "发包收入": Category.LEASING,
    "发包及上交收入": Category.LEASING, "租金收入": Category.LEASING, "租赁收入": Category.LEASING,
    "资源发包": Category.LEASING, "承包款": Category.LEASING,
    "投资收益": Category.INVESTMENT, "利息收入": Category.INVESTMENT, "利息": Category.INVESTMENT,
    "征地补偿": Category.LAND, "征地补偿款": Category.LAND, "土地补偿费": Category.LAND,
    "捐赠": Category.DONATION, "捐赠收入": Category.DONATION, "社会捐赠": Category.DONATION,
    "一事一议": Category.RAISED, "一事一议筹资": Category.RAISED, "筹资筹劳": Category.RAISED,
    "其他收入": Category.OTHER_INCOME,
    "干部报酬": Category.CADRE_PAY, "工资": Category.CADRE_PAY, "误工补贴": Category.CADRE_PAY,
    "村干部报酬": Category.CADRE_PAY, "干部工资": Category.CADRE_PAY, "人员经费": Category.CADRE_PAY,
    "办公费": Category.OFFICE, "办公": Category.OFFICE, "办公经费": Category.OFFICE,
    "管理费": Category.OFFICE, "管理费用": Category.OFFICE, "差旅费": Category.OFFICE,
    "会议费": Category.MEETINGS, "报刊费": Category.MEETINGS, "会议报刊": Category.MEETINGS,
    "工程": Category.WORKS, "工程支出": Category.WORKS, "工程款": Category.WORKS,
    "建设支出": Category.WORKS, "公益": Category.PUBLIC_GOOD, "公益支出": Category.PUBLIC_GOOD,
    "公益事业": Category.PUBLIC_GOOD, "公共服务": Category.PUBLIC_GOOD,
    "福利": Category.WELFARE, "福利费": Category.WELFARE, "福利支出": Category.WELFARE,
    "慰问": Category.WELFARE, "救济": Category.WELFARE, "救助": Category.WELFARE,
    "招待": Category.HOSPITALITY, "招待费": Category.HOSPITALITY, "接待费": Category.HOSPITALITY,
    "经营支出": Category.OPERATING, "其他支出": Category.OTHER_EXPENSE,
}  # fmt: skip
_ENTRIES = {
    "收入": Entry.INCOME, "收": Entry.INCOME, "借": Entry.INCOME, "增加": Entry.INCOME,
    "支出": Entry.EXPENSE, "支": Entry.EXPENSE, "付": Entry.EXPENSE, "贷": Entry.EXPENSE,
    "减少": Entry.EXPENSE,
}  # fmt: skip
PLACE = (
    Field("county", "县区", "text", ("县(市、区)", "县市区", "区县")),
    Field("township", "乡镇", "text", ("乡镇街道", "乡(镇)", "镇街")),
    Field("village", "村", "region", ("公开单位", "行政村", "村居", "村(居)委会", "村委会", "村名", "单位名称")),
)  # fmt: skip
FIELDS = (
    *PLACE,
    Field("period", "所属期", "period", ("公开期间", "公开月份", "月份", "所属月份", "期间", "会计期间")),
    Field("entered_on", "日期", "date", ("记账日期", "凭证日期", "发生日期", "收支日期", "业务日期", "时间", "年月日", "入账日期"), yearless=True),
    Field("voucher_number", "凭证号", "text", ("凭证编号", "凭证字号", "凭证号码", "记账凭证号", "凭单号", "票据号", "凭证"), max_length=40),
    Field("summary", "摘要", "text", ("收支项目", "开支项目", "项目", "内容", "事由", "收支内容", "开支内容", "用途", "说明"), required=True, max_length=200),
    Field("category", "类别", "text", ("收支类别", "科目", "会计科目", "收支科目", "支出类别", "收入类别", "项目类别"), max_length=40),
    Field("entry", "收支", "choice", ("收/支", "收支方向", "方向", "借贷"), choices=_ENTRIES),
    Field("income", "收入", "amount", ("收入金额", "收入额", "借方", "借方金额", "收方"), signed=True),
    Field("expense", "支出", "amount", ("支出金额", "支出额", "开支金额", "贷方", "贷方金额", "付方"), signed=True),
    Field("amount", "金额", "amount", ("发生额", "发生金额"), signed=True),
    Field("balance", "余额", "amount", ("结余", "结存", "账面余额", "当前余额", "累计结余"), summed=False, signed=True),
    Field("counterparty", "对方单位", "text", ("收款人", "付款人", "收付款单位", "收(付)款人", "收款单位", "往来单位", "领款人", "对方", "对方单位或个人", "收款单位或个人", "施工单位"), max_length=100),
    Field("counterparty_id", "收款人身份证号", "identity", ("领款人身份证号", "身份证号", "身份证号码"), role="payee"),
    Field("account", "收款账号", "account", ("银行账号", "收款人账号", "账号")),
    Field("handler", "经手人", "text", ("经办人", "报账人"), max_length=60),
    Field("witness", "证明人", "text", ("验收人", "验收或证明人"), max_length=60),
    Field("approver", "审批人", "text", ("批准人", "签批人", "项目负责人"), max_length=60),
    Field("supervision", "监委会审核", "text", ("村务监督委员会审核", "监委会", "监督委员会审核", "理财小组审核", "民主理财小组审核", "审核意见", "监委会审核人"), max_length=60),
    Field("funding_source", "资金来源", "text", ("来源", "款项来源"), max_length=100),
    Field("document_number", "文号", "text", ("资金文号", "拨款文号", "文件号"), max_length=60),
    Field("contract_number", "合同编号", "text", ("合同号",), max_length=40),
    Field("works_number", "工程编号", "text", ("项目编号", "工程号"), max_length=40),
    Field("attachments", "附件数", "integer", ("附件张数", "附单据数", "单据张数", "附件")),
    Field("invoice_code", "发票代码", "text", (), max_length=20),
    Field("invoice_number", "发票号码", "text", ("发票号", "数电票号码"), max_length=20),
)  # fmt: skip
