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
WITH pair AS MATERIALIZED (
    SELECT DISTINCT own.person_id, member.person_id AS other_id, own.relation, member.relation AS other_relation
    FROM matching_householdmember AS own
    JOIN matching_householdmember AS member
        ON member.household = own.household AND NOT member.ended
        AND member.person_id <> own.person_id
    WHERE NOT own.ended {affected:own.person_id}
), later AS MATERIALIZED (
    SELECT p.id, p.beneficiary_id, p.programme_id, p.batch_id, p.paid_on, p.period_from, p.period_to,
        p.household_size, p.region_id, pair.other_id
    FROM pair
    JOIN funds_payment AS p ON p.beneficiary_id = pair.person_id
    JOIN funds_programme AS programme ON programme.id = p.programme_id
    WHERE p.state = 'paid' AND programme.household_benefit AND coalesce(p.household_size, 2) > 1
        AND {means:households:pair.relation:together:p.region_id}
        AND {means:households.relation:pair.other_relation:together:p.region_id}
), other AS MATERIALIZED (
    SELECT later.id AS later_id, p.id, p.batch_id, p.paid_on, p.period_from, p.period_to,
        p.household_size,
        p.period_to >= later.period_from AND p.period_from <= later.period_to AS same_months
    FROM later
    JOIN funds_payment AS p
        ON p.beneficiary_id = later.other_id AND p.programme_id = later.programme_id
    WHERE p.state = 'paid' AND coalesce(p.household_size, 2) > 1
        AND p.period_from > later.period_from - interval '1 year'
        AND p.period_from <= later.period_to
), again AS (
    SELECT later.id, other.id AS other_id
    FROM later
    JOIN other ON other.later_id = later.id
    WHERE other.same_months AND (later.paid_on, later.id) > (other.paid_on, other.id)
        -- A roster with a line for each member says nothing of the household.
        AND (
            later.batch_id <> other.batch_id
            OR later.household_size IS NOT NULL AND other.household_size IS NOT NULL
        )
    UNION
    SELECT turn.id, turn.other_id
    FROM (
        SELECT later.id, other.id AS other_id, {changes:later.region_id,later.period_from} AS changes, (
            -- From either to the other, in the order of what they were paid for.
            SELECT count(*) FROM (
                SELECT mine.own, lag(mine.own) OVER (ORDER BY mine.period_from, mine.own) AS before
                FROM (
                    SELECT false AS own, before.period_from FROM other AS before
                    WHERE before.later_id = later.id AND before.period_to < later.period_from
                    UNION ALL
                    SELECT true, own.period_from FROM funds_payment AS own
                    WHERE own.beneficiary_id = later.beneficiary_id
                        AND own.programme_id = later.programme_id AND own.state = 'paid'
                        AND own.period_to <= later.period_to
                        AND own.period_from > later.period_from - interval '1 year'
                ) AS mine
            ) AS step
            WHERE step.own <> step.before
        ) AS changed
        FROM later
        JOIN other ON other.later_id = later.id AND other.period_to < later.period_from
    ) AS turn
    WHERE turn.changes > 0 AND turn.changed >= turn.changes
), touched AS (
    SELECT later.beneficiary_id, later.programme_id, side.id, bool_or(side.counts) AS counts
    FROM again
    JOIN later ON later.id = again.id
    CROSS JOIN LATERAL (VALUES (again.id, true), (again.other_id, false)) AS side (id, counts)
    GROUP BY later.beneficiary_id, later.programme_id, side.id
)
SELECT
    encode(touched.beneficiary_id, 'hex') || ':' || programme.code AS subject,
    'computed' AS grade,
    max(p.region_id) FILTER (WHERE touched.counts) AS region_code,
    programme.code AS programme_code,
    sum(p.amount) FILTER (WHERE touched.counts) AS amount,
    jsonb_build_object(
        'name', max(p.beneficiary_name) FILTER (WHERE touched.counts),
        'others', string_agg(DISTINCT p.beneficiary_name, '、') FILTER (WHERE NOT touched.counts),
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
