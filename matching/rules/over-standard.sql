-- code: over-standard
-- question: Was more paid than the standard in force allows?
-- question_zh: 有没有人领的钱超过了当时当地的标准？
-- headline: “{programme}” was paid to {name} {payments} time(s) above the standard of ¥{standard}, {amount} too much in all.
-- headline_zh: {name}的“{programme}”有{payments}次超过标准（¥{standard}），共多发{amount}。
-- example: The old-age allowance from 80 to 89 is 100 yuan a month. 200 yuan were paid for April: 100 yuan too much. 300 yuan for January to March are three months, and right.
-- example_zh: 80至89岁高龄津贴每月100元，4月发了200元：多发100元。1至3月一次发300元是三个月的，不算。
-- scope: member
-- severity: medium
-- accuses: name, programme
-- grows: payments, standard, limit, paid, first_period, last_period
-- registries: households, deaths
-- unjudged: SELECT count(*) FROM {payments} AS p JOIN funds_programme AS programme ON programme.id = p.programme_id WHERE p.state = 'paid' AND programme.household_benefit AND coalesce(p.household_size, 0) = 0 AND NOT {means:payments:p.recipient_class:back-pay:p.region_id} AND EXISTS (SELECT FROM funds_standard AS s WHERE s.programme_id = p.programme_id AND s.unit LIKE 'person-%' AND p.amount > s.amount) {affected:p.beneficiary_id} AND {persons:p} IS NULL
-- parameter: yuan = 1 : tolerance in yuan
-- parameter: percent = 1 : tolerance in percent of what the standard allows
-- parameter: arrears = 12 : so many months at most a line may hold whose class says that it is back-pay
-- parameter_zh: yuan: 允许误差（元）
-- parameter_zh: percent: 允许误差（占应发数的百分之几）
-- parameter_zh: arrears: 类别写明补发的，一行最多补几个月
-- basis: The standards published in the catalogue, each with its document
-- basis_zh: 项目目录里公布的发放标准及其文件
-- exclusion: months: a payment for several months, terms or years may be several times the standard
-- exclusion: persons: a household's payment counts its persons, and land its mu. Persons that the roster does not count are counted by the household register; where their number is known nowhere, nothing is judged, and the run says of how many payments
-- exclusion: top-up: what lies below a ceiling, or tops income up to a line, is as it should be
-- exclusion: class: a class that the table of standards does not know is not judged
-- exclusion: back-pay: where the class says so, up to a year's months in one line
-- exclusion: local: the nearest region above that has a standard counts
-- exclusion: raise: of two standards in force during the period the higher one counts
-- exclusion: tolerance: rounding
-- exclusion: returned: money that the bank sent back did not reach anybody
-- exclusion_zh: months: 一次发几个月、几个学期、几年的，按月数、期数折算
-- exclusion_zh: persons: 按户的按人口算，按亩的按面积算；花名册没写人口的看户籍登记，都查不到的不判断，并写明有几笔
-- exclusion_zh: top-up: 低于上限的、按差额补足的，本来如此
-- exclusion_zh: class: 标准表里没有的类别，不判断
-- exclusion_zh: back-pay: 类别写明补发的，一行里不超过一年的月数
-- exclusion_zh: local: 以最近的、定有标准的上级地区为准
-- exclusion_zh: raise: 所属期内前后有两个标准的，按高的算
-- exclusion_zh: tolerance: 四舍五入
-- exclusion_zh: returned: 银行退回：钱没有到任何人手里
-- innocent: The standard was raised, and the catalogue is behind.
-- innocent: Back-pay for earlier months was added to this month's line.
-- innocent: The holiday or heating supplement was paid in the same line.
-- innocent_zh: 标准已经提高，目录没有更新。
-- innocent_zh: 以前月份的补发并在了这一行。
-- innocent_zh: 节日、取暖等一次性补助并在了同一行。
-- next: Compare with the document that sets the standard, and correct the catalogue if it is behind.
-- next: Ask the department what the sum is made up of.
-- next: If true: set off or recover what was overpaid.
-- next_zh: 对照标准文件；目录滞后的，先更正目录。
-- next_zh: 请主管部门说明这笔钱的构成。
-- next_zh: 属实的：冲抵或追回多发的钱。
WITH scale AS MATERIALIZED (
    -- The codes of each standard's region, and whether its programme has no classes at all.
    SELECT s.id, s.programme_id, s.recipient_class, s.amount, s.unit, s.region_id AS low,
        rpad(CASE
            WHEN s.region_id LIKE '%0000000000' THEN left(s.region_id, 2)
            WHEN s.region_id LIKE '%00000000' THEN left(s.region_id, 4)
            WHEN s.region_id LIKE '%000000' THEN left(s.region_id, 6)
            WHEN s.region_id LIKE '%000' THEN left(s.region_id, 9)
            ELSE s.region_id
        END, 12, '9') AS high,
        s.valid_from, coalesce(s.valid_to, 'infinity'::date) AS valid_to,
        bool_and(s.recipient_class = '') OVER (PARTITION BY s.programme_id) AS for_all,
        split_part(s.unit, '-', 2) AS every, programme.household_benefit,
        programme.unit AS counted, s.unit LIKE 'mu-%' OR s.unit LIKE 'head-%' AS fractional
    FROM funds_standard AS s
    JOIN funds_programme AS programme ON programme.id = s.programme_id
), candidates AS (
    -- Above at least one standard of its programme, class and time. Few are left after this.
    SELECT p.id, scale.id AS standard_id, scale.low, scale.amount AS standard,
        scale.amount * counts.times AS allowed
    FROM {payments} AS p
    JOIN scale ON scale.programme_id = p.programme_id + 0
        AND (scale.for_all OR scale.recipient_class = p.recipient_class)
        -- All payments once, not standard by standard: what is added keeps the indexes out.
        AND p.region_id || '' >= scale.low AND p.region_id || '' <= scale.high
        AND p.period_from + 0 <= scale.valid_to AND p.period_to + 0 >= scale.valid_from
    CROSS JOIN LATERAL (
        SELECT (extract(year FROM p.period_to) - extract(year FROM p.period_from)) * 12
            + extract(month FROM p.period_to) - extract(month FROM p.period_from) + 1 AS months
    ) AS length
    CROSS JOIN LATERAL (
        -- Empty where the roster does not say how many: then nothing is compared.
        SELECT CASE scale.every
            WHEN 'month' THEN length.months
            WHEN 'quarter' THEN ceil(length.months / 3)
            WHEN 'term' THEN ceil(length.months / 6)
            WHEN 'year' THEN ceil(length.months / 12)
            ELSE 1
        END * CASE
            WHEN scale.unit LIKE 'person-%' AND scale.household_benefit
                THEN {persons:p}
            WHEN scale.unit LIKE 'person-%' AND scale.counted = 'person'
                THEN greatest(1, p.units)
            WHEN scale.fractional THEN nullif(p.units, 0)
            WHEN scale.unit LIKE 'vehicle-%' OR scale.unit LIKE 'machine-%'
                OR scale.unit LIKE 'house-%' THEN greatest(1, p.units)
            ELSE 1
        END * CASE
            -- Months that came late may be as many as a region allows, and no more.
            WHEN scale.every = 'month'
                AND {means:payments:p.recipient_class:back-pay:p.region_id}
                THEN greatest(1, {arrears:p.region_id,p.period_from})
            ELSE 1
        END AS times
    ) AS counts
    WHERE p.state = 'paid' {affected:p.beneficiary_id}
        -- Nothing but land can be less than one time the standard.
        AND (p.amount > scale.amount OR scale.fractional)
        AND p.amount > scale.amount * counts.times
), over AS (
    SELECT p.id, nearest.standard_id, nearest.standard, nearest.allowed
    FROM (SELECT DISTINCT id FROM candidates) AS candidate
    JOIN funds_payment AS p ON p.id = candidate.id
    JOIN LATERAL (
        -- The nearest region's, and of two in force during the period the higher one.
        SELECT scale.id AS standard_id, scale.low, scale.amount AS standard
        FROM scale
        WHERE scale.programme_id = p.programme_id
            AND (scale.for_all OR scale.recipient_class = p.recipient_class)
            AND p.region_id >= scale.low AND p.region_id <= scale.high
            AND p.period_from <= scale.valid_to AND p.period_to >= scale.valid_from
        ORDER BY scale.low DESC, scale.amount DESC, scale.id
        LIMIT 1
    ) AS best ON true
    JOIN candidates AS nearest ON nearest.id = p.id AND nearest.standard_id = best.standard_id
    WHERE p.amount > nearest.allowed + greatest(
        {yuan:p.region_id,p.period_from},
        nearest.allowed * {percent:p.region_id,p.period_from} / 100
    )
)
SELECT
    encode(p.beneficiary_id, 'hex') || ':' || programme.code AS subject,
    'computed' AS grade,
    max(p.region_id) AS region_code,
    programme.code AS programme_code,
    round(sum(p.amount - over.allowed), 2) AS amount,
    jsonb_build_object(
        'name', max(p.beneficiary_name), 'programme', programme.name, 'payments', count(*),
        'standard', max(over.standard), 'limit', round(max(over.allowed), 2),
        'paid', max(p.amount),
        'first_period', min(p.period_from), 'last_period', max(p.period_to)
    ) AS facts,
    jsonb_agg({payment:p} ORDER BY p.period_from, p.id)
        || jsonb_agg(DISTINCT {standard:s}) AS evidence,
    jsonb_build_object(
        'person', encode(p.beneficiary_id, 'hex'), 'village', max(p.region_id)
    ) AS groups
FROM over
JOIN funds_payment AS p ON p.id = over.id
JOIN funds_programme AS programme ON programme.id = p.programme_id
JOIN funds_standard AS s ON s.id = over.standard_id
GROUP BY p.beneficiary_id, programme.id
