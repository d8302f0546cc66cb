-- code: paid-more-than-allocated
-- question: Was more paid in a county than was ever allocated to it for the programme?
-- question_zh: 有没有发出去的钱比拨到县里的还多？
-- headline: ¥{paid} of “{programme}” were paid in the county, ¥{allocated} were allocated to it, {amount} more than came.
-- headline_zh: 本县“{programme}”发放¥{paid}，拨到县里的只有¥{allocated}，多出{amount}。
-- example: 100,000 yuan were allocated to the county, and by June 150,000 were paid: 50,000 more than came. If another 50,000 come in April, nothing is raised.
-- example_zh: 拨到县里10万元，到6月发了15万元：多出5万元。4月又拨来5万元的，不提示。
-- scope: county
-- severity: low
-- accuses: programme
-- grows: allocated, paid, allocated_on, last_paid_month
-- parameter: days = 60 : payments of so many days before the newest day in the county's own data are not counted: their money may yet come
-- parameter: yuan = 10000 : tolerance in yuan
-- parameter: percent = 1 : tolerance in percent of the allocated sum
-- parameter_zh: days: 距本县数据最新日期多少天以内的发放不算，资金可能随后到
-- parameter_zh: yuan: 允许误差（元）
-- parameter_zh: percent: 允许误差（占拨付数的百分之几）
-- basis: 预算法 on funds for a fixed purpose; the published lists of allocations
-- basis_zh: 《预算法》关于专款专用的规定；公示的资金拨付表
-- exclusion: none: nothing was allocated for the programme through the portal
-- exclusion: advance: the county advanced the money, and the allocation came afterwards
-- exclusion: tolerance: differences up to the tolerance
-- exclusion: earlier: payments of years before the first allocation that the portal knows
-- exclusion_zh: none: 平台上没有这个项目的拨付记录
-- exclusion_zh: advance: 县里先垫付，资金随后拨到
-- exclusion_zh: tolerance: 误差范围以内
-- exclusion_zh: earlier: 平台有拨付记录以前年度的发放
-- innocent: The county adds money of its own, which is in no list of allocations.
-- innocent: An allocation was not published.
-- innocent: Money carried over from the year before was paid.
-- innocent_zh: 县级自己配套的资金，没有拨付表。
-- innocent_zh: 有的拨付没有公示。
-- innocent_zh: 用的是上年结转资金。
-- next: Ask the finance bureau which money the payments were made with.
-- next: Publish the missing allocation.
-- next: If another programme's money was used: have the books corrected, and look at who decided it.
-- next_zh: 请财政局说明发放用的是哪笔资金。
-- next_zh: 漏公示的拨付，补录公示。
-- next_zh: 挪用别的项目资金的：调账纠正，查清是谁决定的。
WITH allocated AS MATERIALIZED (
    -- All levels: what a county hands on counts twice here, which accuses nobody.
    SELECT a.*
    FROM (
        SELECT *, left(region_id, 6) AS county FROM funds_allocation WHERE state = 'paid'
    ) AS a
    WHERE right(a.county, 2) <> '00' {affected:a.county}
), months AS MATERIALIZED (
    SELECT left(total.region_code, 6) AS county, total.programme_id, total.month,
        total.payments, total.amount
    FROM funds_paymenttotal AS total
    WHERE total.region_code IN (SELECT rpad(county, 12, '0') FROM allocated)
        AND total.payments > 0
), newest AS (
    SELECT county, max(day) AS day
    FROM (
        SELECT county, allocated_on AS day FROM allocated
        UNION ALL SELECT county, month FROM months
    ) AS days
    GROUP BY county
), sums AS (
    SELECT county, programme_id, rpad(county, 12, '0') AS region_code,
        sum(amount) AS allocated, max(allocated_on) AS allocated_on,
        make_date(min(extract(year FROM allocated_on))::int, 1, 1) AS since,
        jsonb_agg({allocation:allocated} ORDER BY allocated_on, id) AS evidence
    FROM allocated
    GROUP BY county, programme_id
), compared AS (
    SELECT sums.county, sums.programme_id, sums.region_code, sums.allocated, sums.allocated_on,
        sums.evidence, sum(months.amount) AS paid, max(months.month) AS last_paid,
        jsonb_agg(jsonb_build_object(
            'kind', 'total', 'period', to_char(months.month, 'YYYY-MM'),
            'payments', months.payments, 'amount', months.amount
        ) ORDER BY months.month) AS rows
    FROM sums
    JOIN newest ON newest.county = sums.county
    JOIN months ON months.county = sums.county AND months.programme_id = sums.programme_id
        AND months.month >= sums.since
    WHERE months.month + {days:sums.region_code,months.month}::int <= newest.day
    GROUP BY sums.county, sums.programme_id, sums.region_code, sums.allocated,
        sums.allocated_on, sums.evidence
)
SELECT
    encode(convert_to(compared.county, 'UTF8'), 'hex') || ':' || programme.code AS subject,
    'computed' AS grade,
    compared.region_code,
    programme.code AS programme_code,
    compared.paid - compared.allocated AS amount,
    jsonb_build_object(
        'programme', programme.name, 'allocated', compared.allocated, 'paid', compared.paid,
        'allocated_on', compared.allocated_on, 'last_paid_month', compared.last_paid
    ) AS facts,
    compared.evidence || compared.rows AS evidence,
    jsonb_build_object('handler', 'county:' || compared.county) AS groups
FROM compared
JOIN funds_programme AS programme ON programme.id = compared.programme_id
WHERE compared.paid - compared.allocated > greatest(
    {yuan:compared.region_code,compared.last_paid},
    compared.allocated * {percent:compared.region_code,compared.last_paid} / 100
)
