-- code: near-identical-numbers
-- question: Do two almost equal numbers with the same name draw the same benefit in one village?
-- question_zh: 同村有没有两个姓名相同、身份证号几乎一样的人在领同一项钱？
-- headline: {name} and {other_name} have numbers that differ in {edits} digit(s), and both draw “{programme}” in one village; the lesser sum is {amount}.
-- headline_zh: {name}和{other_name}的身份证号只差{edits}位，同村同时领“{programme}”，较少一方共{amount}。
-- example: Two 陈秀英 in one village, with numbers that differ in the last two digits, both draw March's old-age allowance. If the register knows both, nothing is raised.
-- example_zh: 同村两个陈秀英，身份证号只差最后两位，都领3月的高龄津贴。户籍里两个号都有的，不提示。
-- scope: near-pair
-- severity: low
-- accuses: name, other_name, edits, programme
-- grows: payments, first_period, last_period
-- registries: population
-- derives: similar-identities
-- basis: Good order of the rosters: 居民身份证法 gives each person one number
-- basis_zh: 花名册数据质量：《居民身份证法》规定一人一号
-- exclusion: registered: both numbers stand in the population register, so these are two people
-- exclusion: siblings: twins and siblings, whose names differ, if only in one character
-- exclusion: apart: they draw different programmes, or one after the other (a number that was corrected)
-- exclusion: returned: money that the bank sent back did not reach anybody
-- exclusion_zh: registered: 两个号码户籍里都有，确实是两个人
-- exclusion_zh: siblings: 双胞胎、兄弟姐妹，姓名不同（哪怕只差一个字）
-- exclusion_zh: apart: 领的项目不同，或一前一后（号码更正过）
-- exclusion_zh: returned: 银行退回：钱没有到任何人手里
-- innocent: Two people of one name who were born on one day and stand in another county's register.
-- innocent: A digit was typed wrong in one of two rosters, and one person got the money twice by accident.
-- innocent_zh: 同日出生、同名的两个人，户籍在外县。
-- innocent_zh: 两张花名册有一张打错一位号码，同一个人误领了两份。
-- next: Compare both with the identity cards and the household register.
-- next: If there is only one person: correct the number and recover the second sum.
-- next: If the second person does not exist: find out who entered the line and who draws the money.
-- next_zh: 对照身份证和户口簿核实两个人。
-- next_zh: 只有一个人的：更正号码，追回多发的一份。
-- next_zh: 第二个人不存在的：查清谁填的、谁取的钱。
WITH pairs AS MATERIALIZED (
    SELECT n.key, n.region_id, n.first_id, n.second_id, n.edits
    FROM near AS n
    WHERE right(n.region_id, 3) <> '000' {affected:n.key}
        AND NOT (
            -- Asked one by one: the pairs are few, and the register is long.
            EXISTS (
                SELECT FROM matching_resident AS r
                WHERE r.person_id = n.first_id AND NOT r.ended OFFSET 0
            ) AND EXISTS (
                SELECT FROM matching_resident AS r
                WHERE r.person_id = n.second_id AND NOT r.ended OFFSET 0
            )
        )
), together AS MATERIALIZED (
    -- Either of the two may be the one that came last.
    SELECT person.key, one.id AS one_id, other.id AS other_id, person.of_first
    FROM (
        SELECT key, region_id, first_id AS one, second_id AS other, true AS of_first FROM pairs
        UNION ALL SELECT key, region_id, second_id, first_id, false FROM pairs
    ) AS person
    JOIN {payments} AS one ON one.beneficiary_id = person.one
    CROSS JOIN LATERAL (
        -- By person, programme and time at once, as one index has them.
        SELECT id, beneficiary_name FROM funds_payment AS paid
        WHERE paid.beneficiary_id = person.other AND paid.programme_id = one.programme_id
            AND paid.period_to >= one.period_from AND paid.period_from <= one.period_to
            AND paid.state = 'paid' AND paid.region_id || '' = person.region_id
        OFFSET 0
    ) AS other
    -- Found by the person: the index of villages, which the joined text keeps out, is too wide.
    WHERE one.region_id || '' = person.region_id AND one.state = 'paid'
        -- Brothers, sisters and twins share all but one character: only the same name is one person's.
        AND regexp_replace(one.beneficiary_name, '[\s·•・．.‧∙]', '', 'g')
            = regexp_replace(other.beneficiary_name, '[\s·•・．.‧∙]', '', 'g')
), touched AS (
    SELECT key, one_id AS id, of_first FROM together
    UNION SELECT key, other_id, NOT of_first FROM together
)
SELECT
    encode(pairs.key, 'hex') || ':' || pairs.region_id AS subject,
    'computed' AS grade,
    pairs.region_id AS region_code,
    mode() WITHIN GROUP (ORDER BY programme.code) AS programme_code,
    least(
        sum(p.amount) FILTER (WHERE touched.of_first),
        sum(p.amount) FILTER (WHERE NOT touched.of_first)
    ) AS amount,
    jsonb_build_object(
        'name', max(p.beneficiary_name) FILTER (WHERE touched.of_first),
        'other_name', max(p.beneficiary_name) FILTER (WHERE NOT touched.of_first),
        'edits', pairs.edits, 'programme', string_agg(DISTINCT programme.name, '、'),
        'payments', count(*),
        'first_period', min(p.period_from), 'last_period', max(p.period_to)
    ) AS facts,
    jsonb_agg({payment:p} ORDER BY p.period_from, p.beneficiary_id, p.id) AS evidence,
    jsonb_build_object(
        'village', pairs.region_id, 'person', encode(pairs.second_id, 'hex'),
        'other_person', encode(pairs.first_id, 'hex')
    ) AS groups
FROM touched
JOIN pairs ON pairs.key = touched.key
JOIN funds_payment AS p ON p.id = touched.id
JOIN funds_programme AS programme ON programme.id = p.programme_id
GROUP BY pairs.key, pairs.region_id, pairs.first_id, pairs.second_id, pairs.edits
