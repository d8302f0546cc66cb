-- code: cadre-families-share
-- question: Are many of a village's recipients of income-tested benefits cadres or their relatives?
-- question_zh: 一个村领要看收入的钱的人里，村干部和亲属是不是占得太多？
-- headline: {related} of {people} recipients of income-tested benefits in one village ({share} %) are village cadres or their relatives: {name}. {amount} in all.
-- headline_zh: 一个村领要看收入的钱的{people}人里，有{related}人（{share}%）是村干部或其亲属：{name}；共{amount}。
-- example: Of four recipients of the minimum allowance in a village three are the village head's mother, wife and brother.
-- example_zh: 一个村四个吃低保的，三个是村主任的母亲、妻子和弟弟。
-- scope: village
-- severity: medium
-- accuses: name, related, programme
-- grows: people, share, payments
-- registries: village-cadres
-- programmes: means_tested
-- parameter: share = 20 : share in percent above which it is worth a look
-- parameter: least = 3 : least number of cadres and relatives
-- parameter: months = 12 : months up to the village's newest payment that are looked at
-- parameter_zh: share: 占比超过百分之几才提示
-- parameter_zh: least: 至少几个人
-- parameter_zh: months: 看最近几个月的发放（到本村最近一次发放的月份为止）
-- basis: 民政部 最低生活保障审核确认办法 on near relatives of those who handle or decide; on assessment by the villagers
-- basis_zh: 《最低生活保障审核确认办法》关于经办人员、村干部近亲属备案和民主评议的规定
-- exclusion: small: fewer persons than the parameter says
-- exclusion: share: a share that is not out of the ordinary
-- exclusion: universal: benefits that everybody of an age or with land gets
-- exclusion: term: payments before or after the cadre's term
-- exclusion: returned: money that the bank sent back did not reach anybody
-- exclusion_zh: small: 人数没有达到参数的
-- exclusion_zh: share: 占比没有超过参数的
-- exclusion_zh: universal: 普惠性的钱（到龄、按地亩就有的）不算
-- exclusion_zh: term: 任职以前和离任以后的发放
-- exclusion_zh: returned: 银行退回：钱没有到任何人手里
-- innocent: In a small village of one clan nearly everybody is related to a cadre.
-- innocent: The families qualify, and all are on record.
-- innocent_zh: 村子小、同宗同姓，几乎人人都是干部亲戚。
-- innocent_zh: 这些家庭确实符合条件，并且都已备案。
-- next: Ask the town for the records and for the minutes of the assessments: who voted, who left the room.
-- next: Visit the families, and some poor families that are not on the roll.
-- next: If some do not qualify: stop, recover, and look at who took part in the decision.
-- next_zh: 向乡镇调取备案表和民主评议记录：谁表决、谁回避。
-- next_zh: 入户核查这些家庭，也看看没有享受的困难户。
-- next_zh: 不符合条件的：停发追回，查清谁参与了评议。
WITH tested AS MATERIALIZED (
    SELECT id FROM funds_programme WHERE means_tested
), looked_at AS MATERIALIZED (
    -- Whole months, so that the kept sums tell the village's newest.
    SELECT newest.region_id, newest.month,
        (newest.month - make_interval(months => {months:newest.region_id,newest.month}::int - 1))::date
            AS since
    FROM (
        SELECT total.region_code AS region_id, max(total.month) AS month
        FROM funds_paymenttotal AS total
        WHERE total.programme_id = ANY(ARRAY(SELECT id FROM tested)) AND total.payments > 0
            AND right(total.region_code, 3) <> '000' {affected:total.region_code}
        GROUP BY total.region_code
    ) AS newest
), drew AS MATERIALIZED (
    -- Cadres and relatives are few of all: asked for one by one, which an estimate cannot know.
    SELECT p.region_id, related.person_id, related.since, related.until, p.last_paid
    FROM (
        SELECT person_id, min(coalesce(since, '-infinity'::date)) AS since,
            max(coalesce(until, 'infinity'::date)) AS until
        FROM matching_villagecadre WHERE NOT ended GROUP BY person_id
    ) AS related
    CROSS JOIN LATERAL (
        SELECT region_id, max(paid_on) AS last_paid FROM funds_payment
        WHERE beneficiary_id = related.person_id AND state = 'paid'
            AND programme_id = ANY(ARRAY(SELECT id FROM tested))
        GROUP BY region_id
    ) AS p
    JOIN looked_at ON looked_at.region_id = p.region_id AND p.last_paid >= looked_at.since
), counted AS MATERIALIZED (
    SELECT looked_at.region_id, looked_at.month, looked_at.since, count(*) AS related
    FROM looked_at
    JOIN drew ON drew.region_id = looked_at.region_id
    WHERE drew.last_paid >= drew.since AND drew.until >= looked_at.since
    GROUP BY looked_at.region_id, looked_at.month, looked_at.since
), enough AS MATERIALIZED (
    -- Held against those of the newest month first: for most villages these are too many already.
    SELECT counted.*
    FROM counted
    CROSS JOIN LATERAL (
        SELECT count(DISTINCT p.beneficiary_id) AS people
        FROM funds_paymenttotal AS total
        JOIN funds_payment AS p
            ON p.programme_id = total.programme_id AND p.region_id = total.region_code
        WHERE total.region_code = counted.region_id AND total.month = counted.month
            AND total.programme_id = ANY(ARRAY(SELECT id FROM tested))
            AND p.paid_on >= counted.month AND p.state = 'paid'
        OFFSET 0
    ) AS lately
    WHERE counted.related >= {least:counted.region_id,counted.month}
        AND counted.related * 100 > lately.people * {share:counted.region_id,counted.month}
), shares AS MATERIALIZED (
    SELECT enough.region_id, enough.month, enough.since, enough.related, among.people
    FROM enough
    CROSS JOIN LATERAL (
        SELECT count(DISTINCT p.beneficiary_id) AS people
        FROM tested
        JOIN funds_payment AS p
            ON p.programme_id = tested.id AND p.region_id = enough.region_id
        WHERE p.paid_on >= enough.since AND p.state = 'paid'
        OFFSET 0
    ) AS among
), hit AS (
    SELECT * FROM shares
    WHERE related * 100 > people * {share:shares.region_id,shares.month}
), lines AS (
    -- A cadre's own line, or the nearest relative's.
    SELECT DISTINCT ON (hit.region_id, r.person_id) hit.region_id, r.person_id, r.id
    FROM hit
    JOIN drew ON drew.region_id = hit.region_id
    JOIN matching_villagecadre AS r ON r.person_id = drew.person_id AND NOT r.ended
    WHERE drew.last_paid >= coalesce(r.since, drew.last_paid)
        AND coalesce(r.until, 'infinity'::date) >= hit.since
    ORDER BY hit.region_id, r.person_id, r.cadre_id IS NOT NULL, r.since NULLS FIRST, r.id
), drawn AS (
    SELECT lines.region_id, lines.person_id, lines.id AS line, sum(p.amount) AS amount,
        count(*) AS payments, max(p.id) AS last_id, p.programme_id
    FROM lines
    JOIN hit ON hit.region_id = lines.region_id
    JOIN funds_payment AS p
        ON p.beneficiary_id = lines.person_id AND p.region_id = lines.region_id
    JOIN funds_programme AS programme ON programme.id = p.programme_id
    WHERE p.state = 'paid' AND programme.means_tested AND p.paid_on >= hit.since
    GROUP BY lines.region_id, lines.person_id, lines.id, p.programme_id
)
SELECT
    encode(convert_to(hit.region_id, 'UTF8'), 'hex') AS subject,
    'computed' AS grade,
    hit.region_id AS region_code,
    mode() WITHIN GROUP (ORDER BY programme.code) AS programme_code,
    sum(drawn.amount) AS amount,
    jsonb_build_object(
        'people', hit.people, 'related', hit.related,
        'share', round(hit.related * 100.0 / hit.people),
        'name', array_to_string((array_agg(DISTINCT p.beneficiary_name))[1:10], '、'),
        'programme', string_agg(DISTINCT programme.name, '、'), 'payments', sum(drawn.payments)
    ) AS facts,
    -- The newest line of each person and programme stands for the others.
    jsonb_agg({payment:p} ORDER BY p.beneficiary_name, p.id)
        || jsonb_agg(DISTINCT {registry:r:village-cadres:relation,cadre_name,post,filed,since,until})
        AS evidence,
    jsonb_build_object('village', hit.region_id) AS groups
FROM hit
JOIN drawn ON drawn.region_id = hit.region_id
JOIN funds_payment AS p ON p.id = drawn.last_id
JOIN funds_programme AS programme ON programme.id = drawn.programme_id
JOIN matching_villagecadre AS r ON r.id = drawn.line
GROUP BY hit.region_id, hit.people, hit.related
