-- code: village-split-payment
-- question: Was one payment split so that each part stays under the approval limit?
-- question_zh: 有没有把一笔大额支出拆成几笔，每笔都不超审批限额？
-- headline: {counterparty} was paid {lines} times within {days} days, each under ¥{limit}, together {amount}.
-- headline_zh: {days}天内分{lines}次付给{counterparty}，每次都不到¥{limit}，合计{amount}。
-- example: 4,000 and 3,500 yuan to one builder on 3 and 8 March, with a limit of 5,000. Instalments of a published contract raise nothing.
-- example_zh: 限额5000元，3月3日、8日分两次付给同一施工队4000元和3500元。有公示合同分期付款的不算。
-- scope: books
-- severity: medium
-- hint: yes
-- accuses: counterparty, from
-- grows: lines, limit, days, until
-- parameter: limit = 5000 : yuan from which a higher signature is needed
-- parameter: days = 10 : within how many days payments count as one
-- parameter: regular = 4 : paid in so many other months of a year a payee serves regularly
-- parameter_zh: limit: 需要上一级审批的金额（元）
-- parameter_zh: days: 几天之内的付款当作一笔看
-- parameter_zh: regular: 一年里另有几个月也付过款，算固定服务
-- basis: The county's rules on village finances set who may approve how much; large sums go to the villagers' representatives
-- basis_zh: 本县村级财务审批权限规定；大额支出须经村民代表会议
-- exclusion: contract: instalments under a published contract
-- exclusion: wages: pay of cadres
-- exclusion: small: together not more than the limit
-- exclusion: regular: a payee who is paid in most months, such as for cleaning
-- exclusion: monthly: one payment in each month, as of a bill that comes every month
-- exclusion: apart: further apart than the days say
-- exclusion_zh: contract: 有公示合同的分期付款
-- exclusion_zh: wages: 干部报酬
-- exclusion_zh: small: 合计没有超过限额
-- exclusion_zh: regular: 多数月份都要付款的固定服务，如保洁
-- exclusion_zh: monthly: 每个月各付一次的，如按月结账
-- exclusion_zh: apart: 间隔超过规定天数
-- innocent: Two different purchases at the only shop of the village.
-- innocent_zh: 村里只有一家店，确实是两次不同的采购。
-- next: Compare the slips: goods, dates of delivery, invoice numbers in a row.
-- next: Ask for the minutes if the whole needed a meeting.
-- next_zh: 对比凭证：货物、送货日期、发票号是否连号。
-- next_zh: 合计应当开会决定的，查会议记录。
WITH paid AS (
    SELECT l.*, {limit:l.region_id,l.month} AS bound, {days:l.region_id,l.month} AS reach
    FROM villages_ledgerline AS l
    WHERE l.state = 'standing' AND l.entry = 'expense' AND l.category <> '21'
        {affected:l.region_id}
        AND l.counterparty <> '' AND l.entered_on IS NOT NULL
        AND l.amount > 0 AND l.amount < {limit:l.region_id,l.month}
        AND NOT EXISTS (
            SELECT FROM villages_contract AS c
            WHERE c.region_id = l.region_id AND c.state = 'standing'
                AND l.contract_number <> '' AND c.number = l.contract_number
        )
        AND (
            SELECT count(DISTINCT other.month) FROM villages_ledgerline AS other
            WHERE other.region_id = l.region_id AND other.state = 'standing'
                AND other.entry = 'expense' AND other.counterparty = l.counterparty
                AND other.month <> l.month AND other.month
                    BETWEEN l.month - interval '6 months' AND l.month + interval '6 months'
        ) < {regular:l.region_id,l.month}
), stepped AS (
    SELECT paid.*, CASE
        WHEN entered_on - lag(entered_on) OVER payee <= reach THEN 0 ELSE 1
    END AS begins
    FROM paid
    WINDOW payee AS (PARTITION BY region_id, counterparty ORDER BY entered_on, id)
), runs AS (
    SELECT stepped.*, sum(begins) OVER (
        PARTITION BY region_id, counterparty ORDER BY entered_on, id
    ) AS run
    FROM stepped
), split AS (
    SELECT region_id, counterparty, run, date_trunc('quarter', min(entered_on)) AS quarter
    FROM runs
    GROUP BY region_id, counterparty, run
    HAVING count(*) > count(DISTINCT date_trunc('month', entered_on)) AND sum(amount) > max(bound)
)
SELECT
    -- By the quarter, so that a line booked late does not make another matter of it.
    encode(convert_to(runs.region_id, 'UTF8'), 'hex') || ':'
        || md5(runs.counterparty || to_char(split.quarter, 'YYYY-MM')) AS subject,
    'computed' AS grade,
    runs.region_id AS region_code,
    '' AS programme_code,
    sum(runs.amount) AS amount,
    jsonb_build_object(
        'counterparty', runs.counterparty, 'lines', count(*), 'limit', max(runs.bound),
        'days', max(runs.entered_on) - min(runs.entered_on) + 1,
        'from', min(runs.entered_on), 'until', max(runs.entered_on)
    ) AS facts,
    jsonb_agg({ledger:runs} ORDER BY runs.id) AS evidence,
    jsonb_build_object('village', runs.region_id) AS groups
FROM split
JOIN runs ON runs.region_id = split.region_id AND runs.counterparty = split.counterparty
    AND runs.run = split.run
GROUP BY runs.region_id, runs.counterparty, split.quarter
