-- code: exclusive-programmes
-- question: Does one person draw two benefits for the same months that may not be drawn together?
-- question_zh: 有没有人同时领着两种不能一起领的钱？
-- headline: {name} drew “{first_programme}” and “{second_programme}” together in {months} month(s); the smaller of the two is {amount}.
-- headline_zh: {name}有{months}个月同时领“{first_programme}”和“{second_programme}”，较少的一项共{amount}。
-- example: Somebody draws support in extreme difficulty and the living allowance for the disabled for February and March: the allowance, twice 90 yuan, counts. One month of changing over does not.
-- example_zh: 某人2月、3月既领特困供养金又领困难残疾人生活补贴：较少的一项两个月共180元算。只重叠转换当月的不算。
-- scope: member
-- severity: medium
-- accuses: name, programme, first_programme, second_programme
-- grows: months, payments, first_period, last_period, unclear_payments
-- registries: households, deaths
-- derives: multi-valued-exclusive
-- programmes: id IN (SELECT from_programme_id FROM funds_programme_exclusive_with)
-- parameter: months = 1 : months of changing over from one to the other that may be paid twice
-- parameter_zh: months: 转换当月起，几个月内重叠可以不算
-- basis: Each programme’s own rule, as in the catalogue (“cannot be drawn together with”); the two care benefits: 国发〔2015〕52号
-- basis_zh: 各项目目录里公布的“不能同时享受”；两项补贴：国发〔2015〕52号
-- exclusion: changeover: the month of changing over from one to the other
-- exclusion: household: a benefit of a household of several persons is not only this person's own; as the roster counts them, or else the household register; where neither does, the clue says so
-- exclusion: lawful: pairs that the catalogue does not name, for instance living allowance and care allowance
-- exclusion: returned: money that the bank sent back did not reach anybody
-- exclusion_zh: changeover: 由一项转为另一项的当月
-- exclusion_zh: household: 多口人的按户发放，不只是本人一个人的（人数看花名册，没写的看户籍登记；两处都查不到的，会注明）
-- exclusion_zh: lawful: 目录没有写明互斥的，例如低保加护理补贴
-- exclusion_zh: returned: 银行退回：钱没有到任何人手里
-- innocent: The region allows this pair; correct the catalogue.
-- innocent: The new benefit was granted back to an earlier month, and the old one will be set off.
-- innocent_zh: 当地允许同时享受：请更正目录。
-- innocent_zh: 新项目往前补发，旧项目的钱还没来得及冲抵。
-- next: Ask the departments of both programmes which one the person is entitled to.
-- next: If true: leave the person the better one, stop the other from the next month and set off what was overpaid.
-- next_zh: 请两个项目的主管部门核实应当享受哪一项。
-- next_zh: 属实的：就高保留一项，另一项次月停发，多发的冲抵或追回。
WITH drawn AS (
    SELECT p.beneficiary_id, p.programme_id, min(p.period_from) AS first_day,
        max(p.period_to) AS last_day
    FROM several
    JOIN funds_payment AS p ON p.beneficiary_id = several.key
    WHERE p.state = 'paid' {affected:p.beneficiary_id}
        AND p.programme_id IN (SELECT from_programme_id FROM funds_programme_exclusive_with)
    GROUP BY p.beneficiary_id, p.programme_id
), pairs AS MATERIALIZED (
    SELECT one.beneficiary_id, one.programme_id AS first_id, other.programme_id AS second_id
    FROM drawn AS one
    JOIN funds_programme_exclusive_with AS link ON link.from_programme_id = one.programme_id
    JOIN drawn AS other
        ON other.beneficiary_id = one.beneficiary_id AND other.programme_id = link.to_programme_id
    JOIN funds_programme AS first ON first.id = one.programme_id
    JOIN funds_programme AS second ON second.id = other.programme_id
    WHERE first.code < second.code
        AND one.first_day <= other.last_day AND other.first_day <= one.last_day
), together AS (
    SELECT pairs.*, a.id AS a_id, b.id AS b_id, month,
        first.household_benefit AND NOT second.household_benefit AND {persons:a} IS NULL
            AS a_unclear,
        second.household_benefit AND NOT first.household_benefit AND {persons:b} IS NULL
            AS b_unclear
    FROM pairs
    JOIN funds_programme AS first ON first.id = pairs.first_id
    JOIN funds_programme AS second ON second.id = pairs.second_id
    JOIN funds_payment AS a
        ON a.beneficiary_id = pairs.beneficiary_id AND a.programme_id = pairs.first_id
    JOIN funds_payment AS b
        ON b.beneficiary_id = pairs.beneficiary_id AND b.programme_id = pairs.second_id
    CROSS JOIN LATERAL generate_series(
        date_trunc('month', greatest(a.period_from, b.period_from)::timestamp),
        least(a.period_to, b.period_to)::timestamp, interval '1 month'
    ) AS month
    WHERE a.state = 'paid' AND b.state = 'paid'
        AND a.period_from <= b.period_to AND b.period_from <= a.period_to
        -- Of two benefits of households the same household draws both.
        AND NOT (
            first.household_benefit AND NOT second.household_benefit
            AND coalesce({persons:a} > 1, false)
        )
        AND NOT (
            second.household_benefit AND NOT first.household_benefit
            AND coalesce({persons:b} > 1, false)
        )
), shared AS (
    SELECT beneficiary_id, first_id, second_id, payment_id, count(DISTINCT month) AS months,
        bool_or(unclear) AS unclear
    FROM (
        SELECT beneficiary_id, first_id, second_id, a_id AS payment_id, month, a_unclear AS unclear
        FROM together
        UNION ALL SELECT beneficiary_id, first_id, second_id, b_id, month, b_unclear FROM together
    ) AS either
    GROUP BY beneficiary_id, first_id, second_id, payment_id
), spans AS (
    SELECT beneficiary_id, first_id, second_id, count(DISTINCT month) AS months,
        min(month)::date AS first_shared, max(month)::date AS last_shared,
        bool_and(a_unclear OR b_unclear) AS unclear
    FROM together
    GROUP BY beneficiary_id, first_id, second_id
), sums AS (
    SELECT spans.beneficiary_id, spans.first_id, spans.second_id, spans.months,
        spans.first_shared, spans.last_shared, spans.unclear,
        count(*) FILTER (WHERE shared.unclear) AS unclear_payments,
        max(p.region_id) AS region_id, max(p.beneficiary_name) AS name, count(*) AS payments,
        -- Of a longer period only the months drawn together.
        sum(p.amount * shared.months / length.months)
            FILTER (WHERE p.programme_id = spans.first_id) AS first_sum,
        sum(p.amount * shared.months / length.months)
            FILTER (WHERE p.programme_id = spans.second_id) AS second_sum,
        jsonb_agg({payment:p} ORDER BY p.period_from, p.programme_id, p.id) AS evidence
    FROM spans
    JOIN shared
        ON shared.beneficiary_id = spans.beneficiary_id
        AND shared.first_id = spans.first_id AND shared.second_id = spans.second_id
    JOIN funds_payment AS p ON p.id = shared.payment_id
    CROSS JOIN LATERAL (
        SELECT (extract(year FROM p.period_to) - extract(year FROM p.period_from)) * 12
            + extract(month FROM p.period_to) - extract(month FROM p.period_from) + 1 AS months
    ) AS length
    GROUP BY spans.beneficiary_id, spans.first_id, spans.second_id, spans.months,
        spans.first_shared, spans.last_shared, spans.unclear
)
SELECT
    encode(sums.beneficiary_id, 'hex') || ':' || first.code || ':' || second.code AS subject,
    CASE WHEN sums.unclear THEN 'unclear-household' ELSE 'computed' END AS grade,
    sums.region_id AS region_code,
    CASE WHEN sums.first_sum <= sums.second_sum THEN first.code ELSE second.code END
        AS programme_code,
    round(least(sums.first_sum, sums.second_sum), 2) AS amount,
    jsonb_build_object(
        'name', sums.name, 'programme', first.name || '、' || second.name,
        'first_programme', first.name, 'second_programme', second.name,
        'months', sums.months, 'payments', sums.payments,
        'first_period', sums.first_shared, 'last_period', sums.last_shared
    ) || jsonb_strip_nulls(jsonb_build_object(
        'unclear_payments', nullif(sums.unclear_payments, 0)
    )) AS facts,
    sums.evidence,
    jsonb_build_object(
        'person', encode(sums.beneficiary_id, 'hex'), 'village', sums.region_id
    ) AS groups
FROM sums
JOIN funds_programme AS first ON first.id = sums.first_id
JOIN funds_programme AS second ON second.id = sums.second_id
WHERE sums.months > {months:sums.region_id,sums.first_shared}
