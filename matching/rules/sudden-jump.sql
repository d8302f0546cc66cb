-- code: sudden-jump
-- question: Did a village's payments of a monthly benefit rise suddenly, and more than elsewhere in the county?
-- question_zh: 有没有村子某项按月发的钱突然猛增，而全县其他村没有？
-- headline: Payments of “{programme}” in one village rose from {before} to {payments} in {month} ({rise} %), in the county's villages by {county_rise} %; {amount} more than the month before.
-- headline_zh: 一个村的“{programme}”{month}从{before}笔增加到{payments}笔（增{rise}%），全县各村一般增{county_rise}%；比上月多发{amount}。
-- example: A village paid ten people in February and twenty in March, while the county's other villages stayed as they were.
-- example_zh: 一个村2月发10人，3月发20人，全县其他村没有变化。
-- scope: peer-villages
-- severity: low
-- hint: yes
-- accuses: programme, month
-- grows: before, payments, rise, county_rise
-- parameter: percent = 30 : rise in percent against the month before, and against the county's middle village
-- parameter: least = 5 : least number of payments that came in addition (of sums: as much as so many payments)
-- parameter_zh: percent: 比上月、比全县中间水平多增百分之几
-- parameter_zh: least: 至少多出几笔（按金额：相当于几笔）
-- parameter_zh: chance: 多出的还要超过上月笔数平方根的几倍（偶然波动）
-- parameter: chance = 3 : so many times the square root of the number before, which chance alone may bring
-- basis: Comparison of the villages' own published sums; a reason to look, not a breach
-- basis_zh: 各村公示数据的前后对比：只是提示看一看，不是违规结论
-- exclusion: everywhere: the villages of the county rise alike, for instance by a new standard
-- exclusion: small: a few payments more in a small village, and what chance may bring
-- exclusion: first: a programme's first month, and months after a gap
-- exclusion_zh: everywhere: 全县各村一起涨，例如提高标准
-- exclusion_zh: small: 小村多了几笔、偶然波动
-- exclusion_zh: first: 项目的头一个月，或中断以后恢复的月份
-- innocent: Applications of several months were approved at once.
-- innocent: A disaster struck this village.
-- innocent: Two villages were merged.
-- innocent: The month before was paid late, together with this one.
-- innocent_zh: 几个月积压的申请一次批下来。
-- innocent_zh: 这个村受了灾。
-- innocent_zh: 两个村合并。
-- innocent_zh: 上个月的钱拖到这个月一起发。
-- next: Look at who came new to the roll, and at the minutes of assessment.
-- next: If it is back-pay, ask why it was late.
-- next_zh: 查看新增的是哪些人，调取民主评议记录。
-- next_zh: 属于补发的，问清为什么晚发。
WITH counties AS (
    -- A village is held against all villages of its county, looked at or not.
    SELECT DISTINCT left(region.code, 6) AS county, programme.id AS programme_id
    FROM regions_region AS region
    CROSS JOIN funds_programme AS programme
    WHERE right(region.code, 3) <> '000' AND programme.period_kind = 'monthly'
        {affected:region.code,programme.id}
), steps AS (
    SELECT counties.county, t.*
    FROM counties
    CROSS JOIN LATERAL (
        -- In the order of the index.
        SELECT region_code, programme_id, month, payments, amount,
            lag(month) OVER village AS month_before, lag(payments) OVER village AS before,
            lag(amount) OVER village AS amount_before
        FROM funds_paymenttotal AS total
        WHERE total.programme_id = counties.programme_id
            AND total.region_code BETWEEN counties.county || '000000' AND counties.county || '999999'
            AND right(total.region_code, 3) <> '000' AND total.payments > 0
        WINDOW village AS (PARTITION BY region_code ORDER BY month)
        OFFSET 0
    ) AS t
), rises AS MATERIALIZED (
    SELECT steps.*, payments::numeric / before AS ratio, amount / amount_before AS amount_ratio
    FROM steps
    -- The month before, and no gap.
    WHERE month_before >= (month - interval '1 month')::date AND amount_before > 0
), risen AS MATERIALIZED (
    -- What would be a jump in a county that did not rise: few, and only theirs is reckoned.
    SELECT rises.*, set.factor, set.least
    FROM rises
    CROSS JOIN LATERAL (
        SELECT 1 + {percent:rises.region_code,rises.month} / 100.0 AS factor,
            greatest(
                {least:rises.region_code,rises.month},
                {chance:rises.region_code,rises.month} * sqrt(rises.before)
            )::numeric AS least
    ) AS set
    WHERE rises.ratio > set.factor AND rises.payments - rises.before >= set.least
        OR rises.amount_ratio > set.factor
            AND rises.amount - rises.amount_before
                >= set.least * rises.amount_before / rises.before
), usual AS MATERIALIZED (
    SELECT county, programme_id, month,
        (percentile_cont(0.5) WITHIN GROUP (ORDER BY ratio))::numeric AS ratio,
        (percentile_cont(0.5) WITHIN GROUP (ORDER BY amount_ratio))::numeric AS amount_ratio
    FROM rises
    WHERE (county, programme_id, month) IN (SELECT county, programme_id, month FROM risen)
    GROUP BY county, programme_id, month
), jumps AS (
    -- The newest jump of each village and programme.
    SELECT DISTINCT ON (risen.region_code, risen.programme_id) risen.*,
        usual.ratio AS usual_ratio, usual.amount_ratio AS usual_amount_ratio
    FROM risen
    JOIN usual ON usual.county = risen.county AND usual.programme_id = risen.programme_id
        AND usual.month = risen.month
    WHERE risen.ratio > risen.factor * greatest(usual.ratio, 1)
            AND risen.payments - risen.before >= risen.least
        OR risen.amount_ratio > risen.factor * greatest(usual.amount_ratio, 1)
            AND risen.amount - risen.amount_before
                >= risen.least * risen.amount_before / risen.before
    ORDER BY risen.region_code, risen.programme_id, risen.month DESC
)
SELECT
    encode(convert_to(jumps.region_code, 'UTF8'), 'hex') || ':' || programme.code AS subject,
    'computed' AS grade,
    jumps.region_code,
    programme.code AS programme_code,
    greatest(jumps.amount - jumps.amount_before, 0) AS amount,
    jsonb_build_object(
        'programme', programme.name, 'month', to_char(jumps.month, 'YYYY-MM'),
        'before', jumps.before, 'payments', jumps.payments,
        'rise', round((greatest(jumps.ratio, jumps.amount_ratio) - 1) * 100),
        'county_rise', round((CASE WHEN jumps.ratio >= jumps.amount_ratio
            THEN jumps.usual_ratio ELSE jumps.usual_amount_ratio END - 1) * 100)
    ) AS facts,
    jsonb_build_array(
        jsonb_build_object('kind', 'total', 'period', to_char(jumps.month_before, 'YYYY-MM'),
            'payments', jumps.before, 'amount', jumps.amount_before),
        jsonb_build_object('kind', 'total', 'period', to_char(jumps.month, 'YYYY-MM'),
            'payments', jumps.payments, 'amount', jumps.amount)
    ) AS evidence,
    jsonb_build_object('village', jumps.region_code) AS groups
FROM jumps
JOIN funds_programme AS programme ON programme.id = jumps.programme_id
WHERE true {affected:jumps.region_code,jumps.programme_id}
