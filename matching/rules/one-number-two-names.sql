-- code: one-number-two-names
-- question: Does one identity number stand in the rosters under two different names?
-- question_zh: 同一个身份证号，在花名册里是不是出现过两个不同的姓名？
-- headline: One identity number stands in the rosters as {name} and as {other_name}; {payments} payment(s) under the second name, {amount} in all.
-- headline_zh: 同一个身份证号在花名册里既叫{name}，又叫{other_name}；后一个名字下有{payments}笔，共{amount}。
-- example: One number draws the old-age allowance as 陈秀英 and the pension as 陈建英.
-- example_zh: 同一个身份证号，高龄津贴花名册叫陈秀英，养老金花名册叫陈建英。
-- scope: person
-- severity: low
-- accuses: name, other_name, registered, programme
-- grows: payments, first_period, last_period
-- registries: population
-- derives: multi-valued-names
-- basis: Good order of the rosters: 居民身份证法 gives each person one number
-- basis_zh: 花名册数据质量：《居民身份证法》规定一人一号
-- exclusion: writing: names that differ only in spaces, dots or a rare character that a computer could not write
-- exclusion: returned: money that the bank sent back did not reach anybody
-- exclusion_zh: writing: 只差空格、间隔点，或电脑打不出的生僻字
-- exclusion_zh: returned: 银行退回：钱没有到任何人手里
-- innocent: The person changed the name, or is known in the village by another one.
-- innocent: One of the two rosters holds another person's number by mistake.
-- innocent_zh: 本人改过名，或村里习惯叫另一个名字。
-- innocent_zh: 其中一张花名册误填了别人的身份证号。
-- next: Compare with the identity card, and correct the wrong roster.
-- next: If two people draw under one number, find out who the second one is and where the money went.
-- next_zh: 对照身份证，更正填错的花名册。
-- next_zh: 如果是两个人用一个号在领，查清另一个人是谁、钱去了哪里。
WITH names AS MATERIALIZED (
    SELECT p.beneficiary_id, p.beneficiary_name AS name, count(*) AS payments,
        regexp_replace(p.beneficiary_name, '[\s·•・．.‧∙]', '', 'g') AS plain,
        EXISTS (
            SELECT FROM matching_resident AS r
            WHERE r.person_id = p.beneficiary_id AND NOT r.ended AND r.name = p.beneficiary_name
        ) AS registered
    FROM several
    JOIN funds_payment AS p ON p.beneficiary_id = several.key
    WHERE p.state = 'paid' {affected:p.beneficiary_id}
    GROUP BY p.beneficiary_id, p.beneficiary_name
), own AS (
    -- The name that the population register knows, else the one written most often.
    SELECT DISTINCT ON (beneficiary_id) beneficiary_id, name, plain, registered
    FROM names
    ORDER BY beneficiary_id, registered DESC, payments DESC, name
), others AS (
    SELECT names.beneficiary_id, names.name
    FROM own
    JOIN names ON names.beneficiary_id = own.beneficiary_id
    WHERE names.plain <> own.plain
        -- Of equal length, and wherever they differ one side holds no common character.
        AND NOT (
            length(names.plain) = length(own.plain) AND NOT EXISTS (
                SELECT FROM generate_series(1, length(own.plain)) AS place
                WHERE substr(names.plain, place, 1) <> substr(own.plain, place, 1)
                    AND substr(names.plain, place, 1) ~ '[一-龥]'
                    AND substr(own.plain, place, 1) ~ '[一-龥]'
            )
        )
)
SELECT
    encode(own.beneficiary_id, 'hex') AS subject,
    'other-name' AS grade,
    max(p.region_id) AS region_code,
    mode() WITHIN GROUP (ORDER BY programme.code) AS programme_code,
    sum(p.amount) AS amount,
    jsonb_build_object(
        'name', own.name, 'other_name', string_agg(DISTINCT p.beneficiary_name, '、'),
        'registered', own.registered,
        'programme', string_agg(DISTINCT programme.name, '、'), 'payments', count(*),
        'first_period', min(p.period_from), 'last_period', max(p.period_to)
    ) AS facts,
    jsonb_agg({payment:p} ORDER BY p.period_from, p.id) || coalesce((
        -- The newest line under the first name, to compare.
        SELECT jsonb_build_array({payment:known}) FROM funds_payment AS known
        WHERE known.beneficiary_id = own.beneficiary_id AND known.state = 'paid'
            AND known.beneficiary_name = own.name
        ORDER BY known.period_to DESC, known.id DESC LIMIT 1
    ), '[]'::jsonb) AS evidence,
    jsonb_build_object(
        'person', encode(own.beneficiary_id, 'hex'), 'village', max(p.region_id)
    ) AS groups
FROM own
JOIN others ON others.beneficiary_id = own.beneficiary_id
JOIN funds_payment AS p
    ON p.beneficiary_id = others.beneficiary_id AND p.beneficiary_name = others.name
JOIN funds_programme AS programme ON programme.id = p.programme_id
WHERE p.state = 'paid'
GROUP BY own.beneficiary_id, own.name, own.registered
