-- code: two-pays
-- question: Does one person draw the pay of two posts for the same months, as cadre, ranger, border guard or on a public-welfare post?
-- question_zh: 有没有一个人同月领两份岗位报酬（村干部、护林员、护边员、公益岗）？
-- headline: {name} was paid as “{programme}” for the same {months} month(s); all but the larger pay is {amount}.
-- headline_zh: {name}有{months}个月同时领“{programme}”，除较高的一份外共{amount}。
-- example: A cadre's roster and a rangers' roster both have the same person for March: the ranger's 800 yuan count.
-- example_zh: 村干部报酬名册和护林员名册3月都有同一个人：护林员的800元算重复。
-- scope: person
-- severity: medium
-- programmes: code IN ('2130701', '2080705', '2110401', '2089999')
-- accuses: name, programme
-- grows: months, payments, first_period, last_period
-- parameter: months = 1 : months of changing over from one post to the other that may be paid twice
-- parameter_zh: months: 换岗当月起，几个月内重叠可以不算
-- basis: The rules on these posts: each is for a person who has no other paid post (双重取酬)
-- basis_zh: 各岗位的选聘规定：已领取其他岗位报酬的，不得双重取酬
-- exclusion: changeover: the month of changing over from one post to the other
-- exclusion: after: one post after the other
-- exclusion: returned: money that the bank sent back did not reach anybody
-- exclusion_zh: changeover: 换岗当月
-- exclusion_zh: after: 先后任职，月份不重叠的
-- exclusion_zh: returned: 银行退回：钱没有到任何人手里
-- innocent: The region lets small offices be held beside a post; ask for the document.
-- innocent: One roster was made before the person left the post, and is set off later.
-- innocent_zh: 当地允许兼任：请出示文件。
-- innocent_zh: 名册是离岗前做的，之后会扣回。
-- next: Compare both rosters with attendance and patrol records.
-- next: If true: leave one of the two, recover the other, and ask who approved it.
-- next_zh: 把两张名册与考勤、巡护记录对照。
-- next_zh: 属实的：只保留一份，另一份追回，并查清是谁审批的。
WITH posts AS MATERIALIZED (
    SELECT array_agg(id) AS ids FROM funds_programme
    WHERE code IN ('2130701', '2080705', '2110401', '2089999')
), together AS (
    -- Either of the two may be the one that came last.
    SELECT one.beneficiary_id, one.id AS one_id, other.id AS other_id, month
    FROM funds_payment AS one
    JOIN funds_payment AS other ON other.beneficiary_id = one.beneficiary_id
    CROSS JOIN LATERAL generate_series(
        date_trunc('month', greatest(one.period_from, other.period_from)::timestamp),
        least(one.period_to, other.period_to)::timestamp, interval '1 month'
    ) AS month
    WHERE one.state = 'paid' AND other.state = 'paid' {affected:one.beneficiary_id}
        AND one.programme_id = ANY(ARRAY(SELECT unnest(ids) FROM posts))
        AND other.programme_id = ANY(ARRAY(SELECT unnest(ids) FROM posts))
        AND other.programme_id <> one.programme_id
        AND other.period_to >= one.period_from AND other.period_from <= one.period_to
), touched AS (
    SELECT beneficiary_id, one_id AS id, month FROM together
    UNION SELECT beneficiary_id, other_id, month FROM together
), spans AS (
    SELECT beneficiary_id, count(DISTINCT month) AS months FROM touched GROUP BY beneficiary_id
), pays AS (
    SELECT each.beneficiary_id, p.programme_id, max(p.region_id) AS region_id,
        max(p.period_from) AS period_from, sum(p.amount) AS amount
    FROM (SELECT DISTINCT beneficiary_id, id FROM touched) AS each
    JOIN funds_payment AS p ON p.id = each.id
    GROUP BY each.beneficiary_id, p.programme_id
), people AS (
    SELECT beneficiary_id, max(region_id) AS region_id, max(period_from) AS period_from,
        sum(amount) - max(amount) AS amount
    FROM pays
    GROUP BY beneficiary_id
)
SELECT
    encode(people.beneficiary_id, 'hex') AS subject,
    'computed' AS grade,
    people.region_id AS region_code,
    mode() WITHIN GROUP (ORDER BY programme.code) AS programme_code,
    people.amount AS amount,
    jsonb_build_object(
        'name', max(p.beneficiary_name), 'programme', string_agg(DISTINCT programme.name, '、'),
        'months', spans.months, 'payments', count(*),
        'first_period', min(p.period_from), 'last_period', max(p.period_to)
    ) AS facts,
    jsonb_agg({payment:p} ORDER BY p.period_from, p.id) AS evidence,
    jsonb_build_object(
        'person', encode(people.beneficiary_id, 'hex'), 'village', people.region_id
    ) AS groups
FROM people
JOIN spans ON spans.beneficiary_id = people.beneficiary_id
JOIN (SELECT DISTINCT beneficiary_id, id FROM touched) AS each
    ON each.beneficiary_id = people.beneficiary_id
JOIN funds_payment AS p ON p.id = each.id
JOIN funds_programme AS programme ON programme.id = p.programme_id
WHERE spans.months > {months:people.region_id,people.period_from}
GROUP BY people.beneficiary_id, people.region_id, people.amount, spans.months
