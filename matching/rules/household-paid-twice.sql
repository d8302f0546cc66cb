-- code: household-paid-twice
-- question: Is a benefit for the whole household paid through two of its members, for the same months or in turn?
-- question_zh: 按户发的钱，有没有通过同一户的两个人重复领或者轮流领？
-- headline: “{programme}”, paid to a household as one, was paid for the same months or in turn to {name} and to {others} of the same household; {amount} was paid again.
-- headline_zh: 按户发的“{programme}”，{name}和同户的{others}同月都领或轮流领，重复的共{amount}。
-- example: The husband draws the living allowance for a family of three. For the same months the wife draws it as well, for the same three, by the roster of another town.
-- example_zh: 丈夫按三口之家领低保，同样这几个月，妻子在另一个乡镇的名册里也按三口人领。
-- scope: household
-- severity: medium
-- accuses: name, others, programme
-- grows: payments, first_period, last_period
-- registries: households
-- programmes: household_benefit
-- parameter: changes = 3 : so many changes between two members within a year are turns; 0 for none
-- parameter_zh: changes: 一年内在两个人之间换几次算轮流领；填0不查
-- basis: 社会救助暂行办法 (国务院令第649号) art. 10, 11: the living allowance is applied for and paid by household
-- basis_zh: 《社会救助暂行办法》（国务院令第649号）第十条、第十一条：低保以家庭为单位申请和发放
-- exclusion: by-person: a roster with a line for each member, which does not say how many a line is for
-- exclusion: applicant: another member became the applicant, once or back
-- exclusion: apart: members whom the household register calls living apart
-- exclusion: returned: money that the bank sent back did not reach anybody
-- exclusion_zh: by-person: 名册按人列、没有写每行是几口人的
-- exclusion_zh: applicant: 换了申请人，或者换过又换回来
-- exclusion_zh: apart: 户籍注明分户、非共同生活的人
-- exclusion_zh: returned: 银行退回：钱没有到任何人手里
-- innocent: The two live apart and the household register is behind.
-- innocent: The applicant died or left, and one roster still had the old name for a month.
-- innocent_zh: 两人已经分开生活，户籍没有分户。
-- innocent_zh: 申请人去世或迁出，交接的那个月两张名册都列了。
-- next: Compare both approvals: who was counted in, from when.
-- next: If it is one household: keep one, recover the other, and ask who approved the second.
-- next_zh: 对照两份审批表：各算了哪几口人、从哪月起。
-- next_zh: 确实是一户的：只保留一份，另一份追回，并查清第二份是谁批的。
WITH home AS MATERIALIZED (
    SELECT DISTINCT own.household FROM matching_householdmember AS own
    WHERE NOT own.ended {affected:own.person_id}
), paid AS MATERIALIZED (
    SELECT home.household, p.id, p.beneficiary_id, p.programme_id, p.batch_id, p.paid_on,
        p.period_from, p.period_to, p.household_size, p.region_id
    FROM home
    JOIN matching_householdmember AS member
        ON member.household = home.household AND NOT member.ended
    JOIN funds_payment AS p ON p.beneficiary_id = member.person_id
    JOIN funds_programme AS programme ON programme.id = p.programme_id
    WHERE p.state = 'paid' AND programme.household_benefit AND coalesce(p.household_size, 2) > 1
        AND {means:households:member.relation:together:p.region_id}
), several AS MATERIALIZED (
    SELECT paid.*, lag(paid.beneficiary_id) OVER line AS person_before,
        lag(paid.period_to) OVER line AS end_before
    FROM paid
    WHERE (paid.household, paid.programme_id) IN (
        SELECT household, programme_id FROM paid
        GROUP BY household, programme_id HAVING min(beneficiary_id) <> max(beneficiary_id)
    )
    WINDOW line AS (PARTITION BY household, programme_id ORDER BY period_from, id)
), at_once AS (
    SELECT DISTINCT household, programme_id FROM several
    WHERE person_before <> beneficiary_id AND end_before >= period_from
), turn AS (
    SELECT several.*, {changes:several.region_id,several.period_from} AS least,
        person_before <> beneficiary_id AS changed,
        count(*) FILTER (WHERE person_before <> beneficiary_id) OVER (
            PARTITION BY household, programme_id ORDER BY period_from
            RANGE BETWEEN interval '1 year' PRECEDING AND CURRENT ROW
        ) AS changes
    FROM several
    WHERE (household, programme_id) NOT IN (SELECT household, programme_id FROM at_once)
), again AS (
    SELECT later.id, later.beneficiary_id, later.programme_id, other.id AS other_id
    FROM several AS later
    JOIN several AS other
        ON other.household = later.household AND other.programme_id = later.programme_id
        AND other.beneficiary_id <> later.beneficiary_id
        AND other.period_to >= later.period_from AND other.period_from <= later.period_to
        AND (later.paid_on, later.id) > (other.paid_on, other.id)
    -- A roster with a line for each member says nothing of the household.
    WHERE later.batch_id <> other.batch_id
        OR later.household_size IS NOT NULL AND other.household_size IS NOT NULL
    UNION
    SELECT turn.id, turn.beneficiary_id, turn.programme_id, before.id
    FROM turn
    JOIN several AS before
        ON before.household = turn.household AND before.programme_id = turn.programme_id
        AND before.period_from BETWEEN turn.period_from - interval '1 year' AND turn.period_from
        AND before.id <> turn.id
    WHERE turn.changed AND turn.least > 0 AND turn.changes >= turn.least
), touched AS (
    SELECT again.beneficiary_id, again.programme_id, side.id, bool_or(side.counts) AS counts
    FROM again
    CROSS JOIN LATERAL (VALUES (again.id, true), (again.other_id, false)) AS side (id, counts)
    WHERE true {affected:again.beneficiary_id}
    GROUP BY again.beneficiary_id, again.programme_id, side.id
)
SELECT
    encode(touched.beneficiary_id, 'hex') || ':' || programme.code AS subject,
    'computed' AS grade,
    max(p.region_id) FILTER (WHERE touched.counts) AS region_code,
    programme.code AS programme_code,
    sum(p.amount) FILTER (WHERE touched.counts) AS amount,
    jsonb_build_object(
        'name', max(p.beneficiary_name) FILTER (WHERE p.beneficiary_id = touched.beneficiary_id),
        'others', string_agg(DISTINCT p.beneficiary_name, '、')
            FILTER (WHERE p.beneficiary_id <> touched.beneficiary_id),
        'programme', programme.name, 'payments', count(*),
        'first_period', min(p.period_from), 'last_period', max(p.period_to)
    ) AS facts,
    jsonb_agg({payment:p} ORDER BY p.period_from, p.id) AS evidence,
    jsonb_build_object(
        'person', encode(touched.beneficiary_id, 'hex'), 'village', max(p.region_id)
    ) AS groups
FROM touched
JOIN funds_payment AS p ON p.id = touched.id
JOIN funds_programme AS programme ON programme.id = touched.programme_id
GROUP BY touched.beneficiary_id, programme.id
