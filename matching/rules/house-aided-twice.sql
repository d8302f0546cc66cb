-- code: house-aided-twice
-- question: Was the aid for an unsafe house paid to one household more than once?
-- question_zh: 危房改造补助是不是给同一户发了两次？
-- headline: The household of {name} was paid “{programme}” in {first_period} and again in {last_period} ({payments} times); {amount} was paid again.
-- headline_zh: {name}家{first_period}领过“{programme}”，{last_period}又领（共{payments}次），后来这次{amount}。
-- example: The husband was paid 30,000 yuan for the house in one year, the wife 30,000 yuan in the next.
-- example_zh: 丈夫前一年领了3万元危房改造补助，妻子第二年又领3万元。
-- scope: household
-- severity: medium
-- accuses: name, programme, first_period, last_period
-- grows: payments
-- registries: households
-- programmes: code = '2210105'
-- basis: 农村危房改造补助资金管理暂行办法: for the only home of a household in need, once
-- basis_zh: 《农村危房改造补助资金管理暂行办法》：补助困难户唯一住房，一户一次
-- exclusion: instalments: a second part of the same house, paid to the same person within a year and a half
-- exclusion: apart: members whom the household register calls living apart
-- exclusion: stranger: two households
-- exclusion: returned: money that the bank sent back did not reach anybody
-- exclusion_zh: instalments: 同一人一年半以内分期拨付的同一栋房
-- exclusion_zh: apart: 户籍注明分户、非共同生活的人
-- exclusion_zh: stranger: 不是一户的
-- exclusion_zh: returned: 银行退回：钱没有到任何人手里
-- innocent: The house was destroyed by a disaster after it had been repaired.
-- innocent: The son married and built a home of his own; the household register is behind.
-- innocent_zh: 修好以后又遭灾倒塌。
-- innocent_zh: 儿子成家另建，户籍没有及时更新。
-- next: Look at both houses on the spot, with the photographs of both files.
-- next: If it is one house, or one household: recover the second aid.
-- next_zh: 对照两次档案里的照片，到现场看是不是两栋房。
-- next_zh: 同一栋、同一户的：追回后一次。
WITH claimants AS MATERIALIZED (
    SELECT p.id, p.beneficiary_id, p.period_from, p.period_to, p.region_id
    FROM funds_payment AS p
    JOIN funds_programme AS programme ON programme.id = p.programme_id
    WHERE p.state = 'paid' AND programme.code = '2210105' {affected:p.beneficiary_id}
), at_home AS MATERIALIZED (
    SELECT id, beneficiary_id AS member_id FROM claimants
    UNION
    SELECT claimants.id, member.person_id
    FROM claimants
    JOIN matching_householdmember AS own
        ON own.person_id = claimants.beneficiary_id AND NOT own.ended
    JOIN matching_householdmember AS member
        ON member.household = own.household AND NOT member.ended
    WHERE {means:households:own.relation:together:claimants.region_id}
        AND {means:households:member.relation:together:claimants.region_id}
), again AS MATERIALIZED (
    SELECT claimants.id AS later_id, earlier.id AS earlier_id
    FROM claimants
    JOIN at_home ON at_home.id = claimants.id
    JOIN funds_payment AS earlier ON earlier.beneficiary_id = at_home.member_id
    JOIN funds_programme AS programme ON programme.id = earlier.programme_id
    WHERE earlier.state = 'paid' AND programme.code = '2210105'
        AND earlier.period_to < claimants.period_from
        AND NOT (
            earlier.beneficiary_id = claimants.beneficiary_id
            AND claimants.period_from < earlier.period_from + interval '18 months'
        )
), touched AS (
    SELECT DISTINCT claimants.beneficiary_id, side.id, side.counts
    FROM again
    JOIN claimants ON claimants.id = again.later_id
    CROSS JOIN LATERAL (VALUES (again.later_id, true), (again.earlier_id, false))
        AS side (id, counts)
), rows_once AS (
    -- Of three the second is later than one and earlier than another.
    SELECT beneficiary_id, id, bool_or(counts) AS counts FROM touched GROUP BY beneficiary_id, id
)
SELECT
    encode(rows_once.beneficiary_id, 'hex') || ':2210105' AS subject,
    'computed' AS grade,
    max(p.region_id) AS region_code,
    '2210105' AS programme_code,
    sum(p.amount) FILTER (WHERE rows_once.counts) AS amount,
    jsonb_build_object(
        'name', max(p.beneficiary_name)
            FILTER (WHERE p.beneficiary_id = rows_once.beneficiary_id),
        'programme', max(programme.name), 'payments', count(*),
        'first_period', min(p.period_from), 'last_period', max(p.period_from)
    ) AS facts,
    jsonb_agg({payment:p} ORDER BY p.period_from, p.id) AS evidence,
    jsonb_build_object(
        'person', encode(rows_once.beneficiary_id, 'hex'), 'village', max(p.region_id)
    ) AS groups
FROM rows_once
JOIN funds_payment AS p ON p.id = rows_once.id
JOIN funds_programme AS programme ON programme.id = p.programme_id
GROUP BY rows_once.beneficiary_id
