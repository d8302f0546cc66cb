-- code: land-grows
-- question: Does the area that somebody claims grow year after year?
-- question_zh: 有没有人按亩申报的面积年年增加？
-- headline: {name} claimed {first_units} mu for “{programme}” in {first_year} and {claimed} mu in {last_year}, more every year; the growth is worth {amount}.
-- headline_zh: {name}“{programme}”的申报面积从{first_year}年的{first_units}亩逐年增加到{last_year}年的{claimed}亩，多出部分共{amount}。
-- example: Four mu, then five, then seven: in three years one after the other, without a word of leased land.
-- example_zh: 三年依次申报4亩、5亩、7亩，年年增加，类别没有写流转。
-- scope: person
-- severity: low
-- reason_of: land-over-confirmed, land-unconfirmed
-- accuses: name, programme, first_units, first_year
-- grows: claimed, last_year, payments
-- programmes: code IN ('2130122', '2130124', '2130125', 'L350105')
-- parameter: years = 3 : so many years one after the other, each with more than the one before
-- parameter: percent = 30 : growth from the first to the last year in percent up to which it does not count
-- parameter_zh: years: 连续多少年增加才算
-- parameter_zh: percent: 首尾相比增长不超过百分之几的不算
-- basis: 农业农村部、财政部 on the subsidy for protecting farmland: confirmed areas do not grow
-- basis_zh: 农业农村部、财政部关于耕地地力保护补贴的规定：确权面积不会逐年增加
-- exclusion: steady: years with the same or a smaller area between
-- exclusion: little: corrections of measuring
-- exclusion: leased: leased, large-scale and reclaimed land, where the class says so
-- exclusion: returned: money that the bank sent back did not reach anybody
-- exclusion_zh: steady: 中间有持平或减少的
-- exclusion_zh: little: 重新丈量的小额更正
-- exclusion_zh: leased: 流转、承租、大户和开荒的土地（类别里写明）
-- exclusion_zh: returned: 银行退回：钱没有到任何人手里
-- innocent: A relative's or neighbour's fields were taken over, by word of mouth.
-- innocent: The land was confirmed step by step, and the roster followed.
-- innocent_zh: 口头接手亲戚、邻居的地。
-- innocent_zh: 土地分批确权，花名册跟着更正。
-- next: Compare each year's area with the village's land register.
-- next: If nothing stands behind the growth: correct the area and recover the difference.
-- next_zh: 逐年对照村里的土地台账。
-- next_zh: 没有依据的：更正面积，追回多出部分。
WITH claimed AS (
    SELECT p.beneficiary_id, p.programme_id, extract(year FROM p.period_to)::int AS year,
        sum(p.units) AS units, sum(p.amount) AS amount, count(*) AS payments,
        max(p.region_id) AS region_id, max(p.period_from) AS period_from,
        max(p.beneficiary_name) AS name
    FROM funds_payment AS p
    JOIN funds_programme AS programme ON programme.id = p.programme_id
    WHERE p.state = 'paid' AND p.units > 0
        AND programme.code IN ('2130122', '2130124', '2130125', 'L350105')
        AND NOT {means:payments:p.recipient_class:leased:p.region_id}
        {affected:p.beneficiary_id}
    GROUP BY p.beneficiary_id, p.programme_id, extract(year FROM p.period_to)
), steps AS (
    SELECT claimed.*, coalesce(
        units > lag(units) OVER by_year AND year = lag(year) OVER by_year + 1, false
    ) AS grew
    FROM claimed
    WINDOW by_year AS (PARTITION BY beneficiary_id, programme_id ORDER BY year)
), runs AS (
    -- A run begins wherever the area did not grow.
    SELECT steps.*, count(*) FILTER (WHERE NOT grew)
        OVER (PARTITION BY beneficiary_id, programme_id ORDER BY year) AS run
    FROM steps
), grown AS (
    SELECT beneficiary_id, programme_id, run, min(year) AS first_year, max(year) AS last_year,
        count(*) AS years, min(units) AS first_units, max(units) AS claimed,
        sum(payments) AS payments, max(region_id) AS region_id, max(period_from) AS period_from,
        max(name) AS name, sum(amount) - sum(amount / units) * min(units) AS amount
    FROM runs
    GROUP BY beneficiary_id, programme_id, run
), newest AS (
    SELECT DISTINCT ON (beneficiary_id, programme_id) * FROM grown
    WHERE years >= greatest(2, {years:grown.region_id,grown.period_from})
        AND claimed > first_units * (1 + {percent:grown.region_id,grown.period_from} / 100.0)
    ORDER BY beneficiary_id, programme_id, last_year DESC
)
SELECT
    encode(newest.beneficiary_id, 'hex') || ':' || programme.code AS subject,
    'computed' AS grade,
    newest.region_id AS region_code,
    programme.code AS programme_code,
    round(newest.amount, 2) AS amount,
    jsonb_build_object(
        'name', newest.name, 'programme', programme.name,
        'first_units', round(newest.first_units, 2), 'first_year', newest.first_year,
        'claimed', round(newest.claimed, 2), 'last_year', newest.last_year,
        'payments', newest.payments
    ) AS facts,
    (
        SELECT jsonb_agg({payment:p} ORDER BY p.period_from, p.id)
        FROM funds_payment AS p
        WHERE p.beneficiary_id = newest.beneficiary_id AND p.programme_id = programme.id
            AND p.state = 'paid' AND p.units > 0
            AND extract(year FROM p.period_to) BETWEEN newest.first_year AND newest.last_year
            AND NOT {means:payments:p.recipient_class:leased:p.region_id}
    ) AS evidence,
    jsonb_build_object(
        'person', encode(newest.beneficiary_id, 'hex'), 'village', newest.region_id
    ) AS groups
FROM newest
JOIN funds_programme AS programme ON programme.id = newest.programme_id
