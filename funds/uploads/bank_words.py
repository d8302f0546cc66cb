"""What offices and banks write for a payment that arrived, or did not."""

from __future__ import annotations

from funds.choices import PaymentState


_ARRIVED = (
    "成功", "已发放", "已发", "发放成功", "正常", "是", "√", "交易成功", "处理成功", "代发成功", "已代发",
    "入账成功", "已入账", "支付成功", "已支付", "转账成功", "打卡成功", "到账", "已到账",
)  # fmt: skip
_SENT_BACK = (
    "失败", "退回", "退汇", "发放失败", "银行退回", "退票", "交易失败", "处理失败", "代发失败", "未代发",
    "入账失败", "未入账", "支付失败", "转账失败", "打卡失败", "未到账", "已退回", "已退汇", "退款", "已退款",
    "未成功", "不成功", "被退回", "打卡退回", "×", "账号错误", "账号不存在", "户名不符", "账号户名不符",
    "账户已销户", "已销户", "销户", "账户冻结", "账户异常", "账户挂失", "久悬户", "睡眠户", "卡号错误",
)  # fmt: skip
STATES: dict[str, str] = dict.fromkeys(_ARRIVED, PaymentState.PAID.value) | dict.fromkeys(
    _SENT_BACK, PaymentState.RETURNED.value
)
