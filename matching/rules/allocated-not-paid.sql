-- code: allocated-not-paid
-- question: Does money that reached the county long ago still not reach the people?
-- question_zh: 有没有钱早就拨到县里，却迟迟没有发到群众手里？
-- headline: ¥{allocated} of “{programme}” reached the county more than {days} days ago, ¥{paid} were paid to people, {amount} are left.
-- headline_zh: “{programme}”拨到县里超过{days}天的有¥{allocated}，发到群众手里¥{paid}，还差{amount}。
-- example: 100,000 yuan reached the county on 10 January. By June 50,000 were paid to people: 50,000 are left. An allocation of May does not count yet.
-- example_zh: 1月10日拨到县里10万元，到6月只发了5万元：还差5万元。5月刚拨的不算。
-- scope: county
-- severity: medium
-- accuses: programme
-- grows: allocated, paid, left, days, allocated_on
-- parameter: days = 90 : days after the allocation until it counts, reckoned to the newest day in the county's own data
-- parameter: yuan = 10000 : what may be left, in yuan
-- parameter: percent = 1 : what may be left, in percent of the allocated sum
-- parameter_zh: days: 拨付后多少天才算（算到本县数据的最新日期）
-- parameter_zh: yuan: 允许结余（元）
-- parameter_zh: percent: 允许结余（占拨付数的百分之几）
-- basis: 预算法 on paying funds in time and for their purpose; the rules on leftover and carried-over funds
-- basis_zh: 《预算法》关于及时足额、专款专用的规定；结转结余资金管理规定
-- exclusion: carried-over: what is left within the tolerance may be carried over
-- exclusion: recent: allocations that came a short time ago
-- exclusion: not-due: a yearly benefit is due by its month, however early its money comes
-- exclusion: handed-on: what the county hands on to its townships is the same money once more
-- exclusion_zh: carried-over: 允许范围内的结余可以结转
-- exclusion_zh: recent: 刚拨到的钱
-- exclusion_zh: not-due: 按年发放的，没到规定月份不算
-- exclusion_zh: handed-on: 县里再拨给乡镇的，是同一笔钱
-- innocent: The sum is an advance for the coming year.
-- innocent: Payments were made that are not yet published in the portal.
-- innocent: The roll shrank, and the rest will be given back.
-- innocent_zh: 提前下达的下年度资金。
-- innocent_zh: 已经发放，还没有在平台公示。
-- innocent_zh: 享受人数减少，结余待上缴。
-- next: Ask the finance bureau where the money lies, with the account's statement.
-- next: Publish what was paid and is missing here.
-- next: If it was held back or used otherwise: have it paid out, and look at who decided it.
-- next_zh: 请财政局说明钱在哪个账上，并附对账单。
-- next_zh: 已发未公示的，补录公示。
-- next_zh: 滞留或挪作他用的：立即发放，查清是谁决定的。
WITH arrived AS (
    SELECT a.*, min(a.level) OVER (PARTITION BY a.county, a.programme_id) AS highest
    FROM (
        SELECT *, left(region_id, 6) AS county, CASE
            WHEN region_id LIKE '%000000' THEN 1 WHEN region_id LIKE '%000' THEN 2 ELSE 3
        END AS level
        FROM funds_allocation WHERE state = 'paid'
    ) AS a
    WHERE right(a.county, 2) <> '00' {affected:a.county}
), allocated AS MATERIALIZED (
    -- What the county itself received. Only where it received nothing what its townships did.
    SELECT * FROM arrived WHERE level = highest
), months AS MATERIALIZED (
    SELECT left(total.region_code, 6) AS county, total.programme_id, total.month,
        total.payments, total.amount
    FROM funds_paymenttotal AS total
    WHERE total.region_code IN (SELECT rpad(county, 12, '0') FROM allocated)
        AND total.payments > 0
), newest AS (
    -- Never today: the answer hangs on the county's data alone.
    SELECT county, max(day) AS day
    FROM (
        SELECT county, allocated_on AS day FROM allocated
        UNION ALL SELECT county, month FROM months
    ) AS days
    GROUP BY county
), due AS MATERIALIZED (
    SELECT a.county, a.programme_id, sum(a.amount) AS allocated,
        max(a.allocated_on) AS allocated_on,
        -- What was paid earlier was paid with the money of earlier years.
        make_date(min(extract(year FROM a.allocated_on))::int, 1, 1) AS since,
        jsonb_agg({allocation:a} ORDER BY a.allocated_on, a.id) AS evidence
    FROM allocated AS a
    JOIN newest ON newest.county = a.county
    JOIN funds_programme AS programme ON programme.id = a.programme_id
    WHERE a.allocated_on + {days:a.region_id,a.allocated_on}::int <= newest.day
        AND (
            programme.period_kind <> 'yearly' OR programme.due_month IS NULL
            OR make_date(
                extract(year FROM a.allocated_on)::int, programme.due_month, 1
            ) + interval '1 month' <= newest.day
        )
    GROUP BY a.county, a.programme_id
), paid AS MATERIALIZED (
    SELECT due.county, due.programme_id, sum(months.amount) AS paid,
        jsonb_agg(jsonb_build_object(
            'kind', 'total', 'period', to_char(months.month, 'YYYY-MM'),
            'payments', months.payments, 'amount', months.amount
        ) ORDER BY months.month) AS evidence
    FROM due
    JOIN months ON months.county = due.county AND months.programme_id = due.programme_id
        AND months.month >= due.since
    GROUP BY due.county, due.programme_id
), compared AS (
    SELECT due.*, rpad(due.county, 12, '0') AS region_code, coalesce(paid.paid, 0) AS paid,
        due.allocated - coalesce(paid.paid, 0) AS rest,
        due.evidence || coalesce(paid.evidence, '[]'::jsonb) AS rows
    FROM due
    LEFT JOIN paid ON paid.county = due.county AND paid.programme_id = due.programme_id
)
SELECT
    encode(convert_to(compared.county, 'UTF8'), 'hex') || ':' || programme.code AS subject,
    'computed' AS grade,
    compared.region_code,
    programme.code AS programme_code,
    compared.rest AS amount,
    jsonb_build_object(
        'programme', programme.name, 'allocated', compared.allocated, 'paid', compared.paid,
        'left', compared.rest,
        'days', {days:compared.region_code,compared.allocated_on},
        'allocated_on', compared.allocated_on
    ) AS facts,
    compared.rows AS evidence,
    jsonb_build_object('handler', 'county:' || compared.county) AS groups
FROM compared
JOIN funds_programme AS programme ON programme.id = compared.programme_id
WHERE compared.rest > greatest(
    {yuan:compared.region_code,compared.allocated_on},
    compared.allocated * {percent:compared.region_code,compared.allocated_on} / 100
)
