-- code: name-differs-from-population
-- question: Does the population register know the identity number under another name than the roster?
-- question_zh: 花名册上的姓名，和户籍里这个身份证号登记的姓名是不是不一样？
-- headline: The roster names {name}; the population register knows this number as {registry_name}. {payments} payment(s), {amount} in all.
-- headline_zh: 花名册写的是{name}，户籍里这个身份证号登记的是{registry_name}；共{payments}笔，{amount}。
-- example: The roster says 陈秀英. The population register has this number as 陈美玉.
-- example_zh: 花名册写陈秀英，户籍里这个身份证号是陈美玉。
-- scope: person
-- severity: low
-- accuses: name, registry_name, programme
-- grows: payments, first_period, last_period
-- registries: population
-- basis: Good order of the rosters: 居民身份证法 gives each person one number
-- basis_zh: 花名册数据质量：《居民身份证法》规定一人一号
-- exclusion: no-register: numbers that no loaded population register holds
-- exclusion: writing: names that differ only in spaces, dots or a rare character that a computer could not write
-- exclusion: several: of several lines of the register one that agrees is enough
-- exclusion: returned: money that the bank sent back did not reach anybody
-- exclusion_zh: no-register: 导入的户籍名册里没有这个身份证号的
-- exclusion_zh: writing: 只差空格、间隔点，或电脑打不出的生僻字
-- exclusion_zh: several: 户籍有几条登记的，有一条相符即可
-- exclusion_zh: returned: 银行退回：钱没有到任何人手里
-- innocent: The person changed the name, or the roster uses the name that the village knows.
-- innocent: The number was typed wrong and happens to be somebody else's.
-- innocent_zh: 本人改过名，或花名册用了村里常叫的名字。
-- innocent_zh: 身份证号打错，正好是另一个人的。
-- next: Compare with the identity card, and correct the roster or the register.
-- next: If the person of the roster does not exist, find out where the money went.
-- next_zh: 对照身份证，更正花名册或户籍登记。
-- next_zh: 花名册上的人查无此人的，查清钱去了哪里。
WITH differing AS MATERIALIZED (
    SELECT names.beneficiary_id, names.name, min(r.id) AS registry_id,
        bool_or(
            names.name = r.name OR plain.paid = plain.registered
            -- Of equal length, and wherever they differ one side holds no common character.
            OR length(plain.paid) = length(plain.registered) AND NOT EXISTS (
                SELECT FROM generate_series(1, length(plain.paid)) AS place
                WHERE substr(plain.paid, place, 1) <> substr(plain.registered, place, 1)
                    AND substr(plain.paid, place, 1) ~ '[一-龥]'
                    AND substr(plain.registered, place, 1) ~ '[一-龥]'
            )
        ) AS agrees
    FROM (
        -- Most names agree as they stand.
        SELECT DISTINCT p.beneficiary_id, p.beneficiary_name AS name
        FROM {payments} AS p
        JOIN matching_resident AS other ON other.person_id = p.beneficiary_id
        WHERE p.state = 'paid' {affected:p.beneficiary_id}
            AND NOT other.ended AND other.name <> p.beneficiary_name
    ) AS names
    CROSS JOIN LATERAL (
        -- They are few, and each is asked for by itself.
        SELECT id, name FROM matching_resident
        WHERE person_id = names.beneficiary_id AND NOT ended
        OFFSET 0
    ) AS r
    CROSS JOIN LATERAL (
        SELECT regexp_replace(names.name, '[\s·•・．.‧∙]', '', 'g') AS paid,
            regexp_replace(r.name, '[\s·•・．.‧∙]', '', 'g') AS registered
    ) AS plain
    GROUP BY names.beneficiary_id, names.name
    HAVING NOT bool_or(names.name = r.name)
)
SELECT
    encode(p.beneficiary_id, 'hex') AS subject,
    'other-name' AS grade,
    max(p.region_id) AS region_code,
    mode() WITHIN GROUP (ORDER BY programme.code) AS programme_code,
    sum(p.amount) AS amount,
    jsonb_build_object(
        'name', string_agg(DISTINCT p.beneficiary_name, '、'), 'registry_name', r.name,
        'programme', string_agg(DISTINCT programme.name, '、'), 'payments', count(*),
        'first_period', min(p.period_from), 'last_period', max(p.period_to)
    ) AS facts,
    jsonb_agg({payment:p} ORDER BY p.period_from, p.id)
        || {registry:r:population:status} AS evidence,
    jsonb_build_object(
        'person', encode(p.beneficiary_id, 'hex'), 'village', max(p.region_id)
    ) AS groups
FROM differing
JOIN matching_resident AS r ON r.id = differing.registry_id
JOIN funds_payment AS p
    ON p.beneficiary_id = differing.beneficiary_id AND p.beneficiary_name = differing.name
JOIN funds_programme AS programme ON programme.id = p.programme_id
WHERE p.state = 'paid' AND NOT differing.agrees
GROUP BY p.beneficiary_id, r.id, r.name, r.status, r.batch_id, r.sheet, r.row_number
