-- code: village-just-under-limit
-- question: Do payments keep landing just under the amount that needs a higher signature?
-- question_zh: 有没有多笔支出都卡在审批限额下面一点点？
-- headline: In the quarter from {quarter} {lines} entries lie just under the approval limit of ¥{limit}, together {amount}.
-- headline_zh: {quarter}起的一个季度里有{lines}笔支出刚好低于审批限额¥{limit}，共{amount}。
-- example: With a limit of 5,000 yuan: 4,980, 4,950 and 4,900 in one quarter. Three equal monthly wages of 4,800 raise nothing.
-- example_zh: 限额5000元，一个季度里有4980、4950、4900三笔。每月固定工资4800元不算。
-- scope: books
-- severity: medium
-- accuses: quarter
-- grows: lines, limit
-- parameter: limit = 5000 : yuan from which a higher signature is needed
-- parameter: percent = 5 : how far under the limit an amount is “just under”, in percent of it
-- parameter: times = 3 : how many such entries in one quarter raise the question
-- parameter_zh: limit: 需要上一级审批的金额（元）
-- parameter_zh: percent: 低于限额百分之几算“卡线”
-- parameter_zh: times: 一个季度几笔才提示
-- basis: The county's rules on village finances set who may approve how much; 村民委员会组织法 art. 24 on matters for the villagers' meeting
-- basis_zh: 本县村级财务审批权限规定；《村民委员会组织法》第二十四条
-- exclusion: wages: fixed pay of cadres and workers
-- exclusion: regular: the same amount to the same payee month after month
-- exclusion: few: less often than the parameter says
-- exclusion_zh: wages: 干部报酬等固定工资
-- exclusion_zh: regular: 每月同一对象同一金额的固定支出
-- exclusion_zh: few: 没达到规定笔数
-- innocent: Prices of the same service that happen to lie near the limit.
-- innocent_zh: 同类服务的价格恰好接近限额。
-- next: Look at the slips side by side: do they belong to one purchase?
-- next: Ask the approver why each was settled by itself.
-- next_zh: 把几张凭证放在一起看：是不是一次采购拆开的。
-- next_zh: 请审批人说明为什么分次报销。
WITH near AS (
    SELECT l.*, date_trunc('quarter', l.month)::date AS quarter,
        {limit:l.region_id,l.month} AS bound
    FROM villages_ledgerline AS l
    WHERE l.state = 'standing' AND l.entry = 'expense' AND l.category <> '21'
        {affected:l.region_id}
        AND l.amount < {limit:l.region_id,l.month}
        AND l.amount >= {limit:l.region_id,l.month}
            * (100 - {percent:l.region_id,l.month}) / 100
), single AS (
    SELECT near.*
    FROM near
    WHERE NOT EXISTS (
        SELECT FROM villages_ledgerline AS other
        WHERE other.region_id = near.region_id AND other.state = 'standing'
            AND other.entry = 'expense' AND other.amount = near.amount
            AND other.counterparty = near.counterparty AND near.counterparty <> ''
            AND other.month IN (
                (near.month - interval '1 month')::date, (near.month + interval '1 month')::date
            )
    )
)
SELECT
    encode(convert_to(single.region_id, 'UTF8'), 'hex') || ':'
        || to_char(single.quarter, 'YYYY-MM') AS subject,
    'computed' AS grade,
    single.region_id AS region_code,
    '' AS programme_code,
    sum(single.amount) AS amount,
    jsonb_build_object(
        'quarter', to_char(single.quarter, 'YYYY-MM'), 'lines', count(*), 'limit', max(single.bound)
    ) AS facts,
    jsonb_agg({ledger:single} ORDER BY single.id) AS evidence,
    jsonb_build_object('village', single.region_id) AS groups
FROM single
GROUP BY single.region_id, single.quarter
HAVING count(*) >= max({times:single.region_id,single.quarter})
