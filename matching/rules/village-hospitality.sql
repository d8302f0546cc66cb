-- code: village-hospitality
-- question: Did the village pay for hospitality, which is not allowed?
-- question_zh: 村里有没有列支招待费（规定为零）？
-- headline: In {month} the village booked {amount} for hospitality in {lines} entries.
-- headline_zh: {month}列支招待费{lines}笔，共{amount}。
-- example: “Meals for inspectors, 640 yuan”. Meals in the old people's canteen raise nothing.
-- example_zh: “接待检查组用餐640元”。老人幸福食堂的伙食不算。
-- scope: books
-- severity: medium
-- accuses: month
-- grows: lines
-- parameter: yuan = 0 : yuan a month that the county allows a village
-- parameter_zh: yuan: 本县允许的每月招待费（元）
-- basis: The rules on zero hospitality of villages (村级组织零招待); 中央八项规定 and its local rules
-- basis_zh: 村级组织“零招待”规定；中央八项规定精神及本地实施办法
-- exclusion: canteen: meals of old people, pupils and other public canteens
-- exclusion: taken-back: an entry below zero takes it back
-- exclusion: allowed: not more than the county allows
-- exclusion_zh: canteen: 老人食堂、学生餐等公益伙食
-- exclusion_zh: taken-back: 已用红字冲销
-- exclusion_zh: allowed: 不超过本县允许的额度
-- innocent: Work meals during a flood or a fire, booked in the wrong class.
-- innocent_zh: 抢险救灾工作餐记错类别。
-- next: Ask who was entertained, on what occasion, and who approved it.
-- next: Have what is not allowed paid back.
-- next_zh: 问清接待谁、什么事由、谁审批。
-- next_zh: 违规列支的，退回。
WITH spent AS (
    SELECT l.*
    FROM villages_ledgerline AS l
    WHERE l.state = 'standing' AND l.entry = 'expense' {affected:l.region_id}
        AND (l.category = '27' OR l.summary ~ '招待|接待|宴请|陪餐|烟酒')
        AND l.summary !~ '食堂|营养餐|送餐|助餐'
)
SELECT
    encode(convert_to(spent.region_id, 'UTF8'), 'hex') || ':' || to_char(spent.month, 'YYYY-MM')
        AS subject,
    'computed' AS grade,
    spent.region_id AS region_code,
    '' AS programme_code,
    sum(spent.amount) AS amount,
    jsonb_build_object('month', to_char(spent.month, 'YYYY-MM'), 'lines', count(*)) AS facts,
    jsonb_agg({ledger:spent} ORDER BY spent.id) AS evidence,
    jsonb_build_object('village', spent.region_id) AS groups
FROM spent
GROUP BY spent.region_id, spent.month
HAVING sum(spent.amount) > max({yuan:spent.region_id,spent.month})
