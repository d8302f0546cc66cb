-- code: eligible-not-paid
-- question: Is somebody entitled by a register to a benefit and not getting it?
-- question_zh: 有没有人按名册应该享受、却一直没有领到钱？
-- headline: {name} stands in the register ({register}) and was paid no “{programme}” in the last {months} months before the register's day. This is a duty towards the person.
-- headline_zh: {name}在“{register}”名册里，名册日期前{months}个月没有领到“{programme}”。这是对群众应尽的责任：应享尽享。
-- example: Somebody was recognised as a person in extreme difficulty a year ago, and no support has been paid in the last two months, while others in the county got theirs.
-- example_zh: 某人一年前认定为特困人员，最近两个月没有发过供养金，而本县其他人都发了。
-- scope: person
-- severity: low
-- accuses: name, register, since, programme
-- grows: payments, months
-- goes_to: department
-- registries: tekun, orphans, disabled-persons, deaths, population
-- reaches: first-month, last-month, as-of
-- parameter: months = 2 : months that an entitlement may take until the first payment
-- parameter_zh: months: 认定后几个月内办理发放
-- basis: 社会救助暂行办法 (国务院令第649号); 国发〔2015〕52号 on the two benefits for the disabled; the rules on orphans and children without care
-- basis_zh: 《社会救助暂行办法》（国务院令第649号）；国发〔2015〕52号两项补贴；孤儿和事实无人抚养儿童保障规定
-- exclusion: died: the person has died
-- exclusion: other: the person draws a benefit that excludes this one, or stands in the register of persons in extreme difficulty
-- exclusion: institution: who lives in an institution is provided for there
-- exclusion: over: the entitlement or certificate had ended by the register's day
-- exclusion: recent: entitled only for a short time
-- exclusion: moved: the population register says that the person moved away or was struck off
-- exclusion: not-published: the county does not publish this programme, or not yet up to the register's day
-- exclusion_zh: died: 本人已经去世
-- exclusion_zh: other: 已经领互斥的项目，或本人在特困名册里
-- exclusion_zh: institution: 集中供养，由机构保障
-- exclusion_zh: over: 名册日期前资格或证件已经到期
-- exclusion_zh: recent: 刚认定不久
-- exclusion_zh: moved: 户籍登记已经迁出或注销
-- exclusion_zh: not-published: 本县没有公示这个项目，或还没有公示到名册日期
-- innocent: The person has declined the benefit, or lives and draws it elsewhere.
-- innocent: The roster holds the person under a wrong number.
-- innocent_zh: 本人放弃享受，或在外地居住、在外地领取。
-- innocent_zh: 花名册上身份证号填错，其实领了。
-- next: This is no suspicion against anybody. Send it to the department that grants the benefit.
-- next: Let the village visit the person, help to apply, and note it if the person does not want to.
-- next_zh: 这不是对谁的怀疑：转给主管部门办理。
-- next_zh: 请村里上门，帮助申请；本人不愿意享受的，做好记录。
WITH listed AS (
    SELECT r.person_id, r.name, r.office_id, r.since, r.until AS ends_on, '特困人员' AS register,
        '2082102' AS code, ARRAY['2082101', '2082102'] AS codes, source.as_of,
        {registry:r:tekun:care,since,until} AS line, r.id
    FROM matching_tekunperson AS r
    JOIN matching_registrysource AS source
        ON source.name = 'tekun' AND source.office_id = r.office_id
    JOIN accounts_office AS keeper ON keeper.id = r.office_id
    WHERE NOT r.ended AND {means:tekun:r.care:at-home:keeper.region_code} {affected:r.person_id}
    UNION ALL
    SELECT r.person_id, r.name, r.office_id, r.since, r.until, '孤儿和事实无人抚养儿童',
        CASE WHEN {means:orphans:r.kind:unattended:keeper.region_code} THEN '2082502'
            ELSE '2082501' END,
        ARRAY['2082501', '2082502'], source.as_of,
        {registry:r:orphans:kind,since,until}, r.id
    FROM matching_orphan AS r
    JOIN matching_registrysource AS source
        ON source.name = 'orphans' AND source.office_id = r.office_id
    JOIN accounts_office AS keeper ON keeper.id = r.office_id
    WHERE NOT r.ended
        AND {means:orphans:r.kind:orphan,unattended:keeper.region_code} {affected:r.person_id}
    UNION ALL
    SELECT r.person_id, r.name, r.office_id, r.issued_on, r.expires_on, '重度残疾人',
        '2081108', ARRAY['2081108'], source.as_of,
        {registry:r:disabled-persons:category,level,issued_on,expires_on}, r.id
    FROM (
        -- By themselves first, so that of those left the rest is asked one by one.
        SELECT * FROM matching_disabledperson AS own
        WHERE NOT own.ended AND own.level <= 2 {affected:own.person_id} OFFSET 0
    ) AS r
    JOIN matching_registrysource AS source
        ON source.name = 'disabled-persons' AND source.office_id = r.office_id
    WHERE NOT EXISTS (
            SELECT FROM matching_tekunperson AS other
            WHERE other.person_id = r.person_id AND NOT other.ended
        )
), entitled AS (
    -- Of several lines the one of longest standing.
    SELECT DISTINCT ON (listed.person_id, listed.code) listed.*,
        coalesce(home.region_id, office.region_code) AS region_id,
        CASE WHEN home.region_id IS NULL THEN office.region_code
            ELSE rpad(left(home.region_id, 6), 12, '0') END AS reported_by,
        {months:office.region_code,listed.as_of} AS months,
        (listed.as_of - make_interval(months => {months:office.region_code,listed.as_of}::int))::date
            AS since_when
    FROM listed
    JOIN accounts_office AS office ON office.id = listed.office_id
    LEFT JOIN LATERAL (
        SELECT r.region_id FROM matching_resident AS r
        WHERE r.person_id = listed.person_id AND NOT r.ended
            AND {means:population:r.status:registered,serving:r.region_id}
        ORDER BY r.region_id, r.id LIMIT 1
    ) AS home ON true
    WHERE coalesce(listed.ends_on, listed.as_of) >= listed.as_of
        -- Struck off everywhere where the population register knows the person at all.
        AND (
            home.region_id IS NOT NULL OR NOT EXISTS (
                SELECT FROM matching_resident AS r
                WHERE r.person_id = listed.person_id AND NOT r.ended
            )
        )
        AND NOT EXISTS (
            SELECT FROM matching_deathrecord AS d
            WHERE d.person_id = listed.person_id AND NOT d.ended
        )
    ORDER BY listed.person_id, listed.code, listed.since NULLS FIRST, listed.id
), reach AS MATERIALIZED (
    -- How far the publications of a programme reach in a county (or the office's whole region).
    SELECT total.region_code, programme.code, min(total.month) AS first_month,
        max(total.month) AS last_month
    FROM funds_paymenttotal AS total
    JOIN funds_programme AS programme ON programme.id = total.programme_id
    WHERE total.payments > 0
        AND programme.code IN ('2082101', '2082102', '2082501', '2082502', '2081108')
        AND right(total.region_code, 6) = '000000'
    GROUP BY total.region_code, programme.code
)
SELECT
    encode(entitled.person_id, 'hex') || ':' || programme.code AS subject,
    'computed' AS grade,
    entitled.region_id AS region_code,
    programme.code AS programme_code,
    0::numeric AS amount,
    jsonb_strip_nulls(jsonb_build_object(
        'name', entitled.name, 'register', entitled.register, 'since', entitled.since,
        'programme', programme.name, 'payments', 0, 'months', entitled.months
    )) AS facts,
    jsonb_build_array(entitled.line) AS evidence,
    jsonb_build_object(
        'person', encode(entitled.person_id, 'hex'), 'village', entitled.region_id
    ) AS groups
FROM entitled
JOIN funds_programme AS programme ON programme.code = entitled.code
WHERE coalesce(entitled.since, entitled.since_when) <= entitled.since_when
    AND EXISTS (
        SELECT FROM reach
        WHERE reach.region_code = entitled.reported_by AND reach.code = ANY(entitled.codes)
            AND reach.first_month <= entitled.since_when
            AND reach.last_month >= date_trunc('month', entitled.as_of::timestamp)
                - interval '1 month'
    )
    AND NOT EXISTS (
        SELECT FROM funds_payment AS p
        JOIN funds_programme AS drawn ON drawn.id = p.programme_id
        WHERE p.beneficiary_id = entitled.person_id AND p.state = 'paid'
            AND p.period_to >= entitled.since_when
            AND (
                drawn.code = ANY(entitled.codes)
                -- Nobody draws both.
                OR EXISTS (
                    SELECT FROM funds_programme_exclusive_with AS link
                    WHERE link.from_programme_id = programme.id
                        AND link.to_programme_id = drawn.id
                )
            )
    )
