-- code: land-over-confirmed
-- question: Is a subsidy by area claimed for more land than was confirmed for the whole household?
-- question_zh: 按亩发的补贴，全家申报面积是不是超过了全家的确权面积？
-- headline: The household of {name} claimed {claimed} mu for “{programme}”, confirmed are {confirmed} mu; {amount} of it too much for {name}.
-- headline_zh: {name}家申报“{programme}”{claimed}亩，全家确权只有{confirmed}亩，{name}多领{amount}。
-- example: A household has five mu confirmed and claims ten: half of the subsidy is too much. Up to five percent more is measuring error.
-- example_zh: 全家确权5亩，申报10亩：多领了一半。多出5%以内算测量误差。
-- scope: household
-- severity: medium
-- accuses: name, programme, confirmed
-- grows: claimed, periods, first_period
-- registries: land, households
-- programmes: code IN ('2130122', '2130124', '2130125', 'L350105')
-- parameter: mu = 0.01 : tolerance in mu
-- parameter: percent = 5 : tolerance in percent of the confirmed area
-- parameter_zh: mu: 允许误差（亩）
-- parameter_zh: percent: 允许误差（占确权面积的百分之几）
-- basis: 农业农村部、财政部 on the subsidy for protecting farmland
-- basis_zh: 农业农村部、财政部关于耕地地力保护补贴的规定
-- exclusion: tolerance: rounding, and small differences of measuring
-- exclusion: together: land confirmed for one member and claimed by another
-- exclusion: leased: leased, large-scale and reclaimed land, where the class says so
-- exclusion: forest: forest and grassland have registers of their own; where nobody knows what kind a line is, nothing is said
-- exclusion: returned: money that the bank sent back did not reach anybody
-- exclusion_zh: tolerance: 四舍五入和测量误差
-- exclusion_zh: together: 确权在家里一个人名下、由另一个人申报
-- exclusion_zh: leased: 流转、承租、大户和开荒的土地（类别里写明）
-- exclusion_zh: forest: 林地、草地另有登记；土地类型看不懂的，不判断
-- exclusion_zh: returned: 银行退回：钱没有到任何人手里
-- innocent: The household farms a neighbour’s land by word of mouth.
-- innocent: The head of the household changed, and the land stands under the former one.
-- innocent_zh: 口头约定代种邻居的地。
-- innocent_zh: 户主变更，土地还登记在原户主名下。
-- next: Compare with the village’s land register and lease agreements.
-- next: If true: correct the area and recover what was overpaid.
-- next_zh: 对照村里的土地台账和流转协议。
-- next_zh: 属实的：更正面积，追回多领的钱。
WITH claimants AS (
    SELECT DISTINCT p.beneficiary_id AS person_id, p.programme_id
    FROM funds_payment AS p
    JOIN funds_programme AS programme ON programme.id = p.programme_id
    WHERE p.state = 'paid' AND p.units > 0
        AND programme.code IN ('2130122', '2130124', '2130125', 'L350105')
        {affected:p.beneficiary_id}
), at_home AS (
    -- Whoever stands in no household register is at home with nobody but themselves.
    SELECT claimants.person_id, claimants.programme_id, claimants.person_id AS member_id
    FROM claimants
    UNION
    SELECT claimants.person_id, claimants.programme_id, member.person_id
    FROM claimants
    JOIN matching_householdmember AS own ON own.person_id = claimants.person_id AND NOT own.ended
    JOIN matching_householdmember AS member
        ON member.household = own.household AND NOT member.ended
), claimed AS (
    SELECT home.person_id, home.programme_id, p.period_from, sum(p.units) AS units,
        sum(p.units) FILTER (WHERE p.beneficiary_id = home.person_id) AS own_units,
        sum(p.amount) FILTER (WHERE p.beneficiary_id = home.person_id) AS amount,
        max(p.region_id) FILTER (WHERE p.beneficiary_id = home.person_id) AS region_id,
        max(p.beneficiary_name) FILTER (WHERE p.beneficiary_id = home.person_id) AS name
    FROM at_home AS home
    JOIN funds_payment AS p
        ON p.beneficiary_id = home.member_id AND p.programme_id = home.programme_id
    WHERE p.state = 'paid' AND p.units > 0
        -- Leased and reclaimed land is no confirmed land: the class says so.
        AND NOT {means:payments:p.recipient_class:leased:p.region_id}
    GROUP BY home.person_id, home.programme_id, p.period_from
), confirmed AS (
    -- Of land of a kind that nobody knows more may be confirmed: then nothing is said.
    SELECT places.person_id, places.programme_id,
        sum(r.area) FILTER (
            WHERE {means:land:r.kind:farmland:places.region_id}
        ) AS area,
        sum(r.area) FILTER (
            WHERE r.person_id = places.person_id AND {means:land:r.kind:farmland:places.region_id}
        ) AS own_area,
        bool_and({means:land:r.kind:farmland,forest:places.region_id}) AS known
    FROM (
        SELECT person_id, programme_id, max(region_id) AS region_id
        FROM claimed WHERE own_units > 0 GROUP BY person_id, programme_id
    ) AS places
    JOIN at_home AS home
        ON home.person_id = places.person_id AND home.programme_id = places.programme_id
    JOIN matching_landright AS r ON r.person_id = home.member_id AND NOT r.ended
    GROUP BY places.person_id, places.programme_id
), over AS (
    SELECT claimed.person_id, claimed.programme_id, claimed.period_from, claimed.units,
        claimed.own_units, claimed.amount, claimed.region_id, claimed.name, confirmed.area,
        -- What the household claims too much, and no more than this member claims beyond their own.
        least(
            claimed.units - confirmed.area,
            claimed.own_units - coalesce(confirmed.own_area, 0)
        ) AS excess
    FROM claimed
    JOIN confirmed ON confirmed.person_id = claimed.person_id
        AND confirmed.programme_id = claimed.programme_id
    WHERE claimed.own_units > 0 AND confirmed.known
        AND claimed.units > confirmed.area
            + greatest({mu:claimed.region_id,claimed.period_from},
                confirmed.area * {percent:claimed.region_id,claimed.period_from} / 100)
        AND claimed.own_units > coalesce(confirmed.own_area, 0)
)
SELECT
    encode(over.person_id, 'hex') || ':' || programme.code AS subject,
    'exact' AS grade,
    max(over.region_id) AS region_code,
    programme.code AS programme_code,
    round(sum(over.amount * over.excess / over.own_units), 2) AS amount,
    jsonb_build_object(
        'name', max(over.name), 'programme', programme.name,
        'claimed', max(round(over.units, 2)), 'confirmed', round(max(over.area), 2),
        'periods', count(*), 'first_period', min(over.period_from)
    ) AS facts,
    (
        SELECT jsonb_agg({payment:p} ORDER BY p.period_from, p.id)
        FROM at_home AS home
        JOIN funds_payment AS p
            ON p.beneficiary_id = home.member_id AND p.programme_id = home.programme_id
        WHERE home.person_id = over.person_id AND home.programme_id = programme.id
            AND p.state = 'paid' AND p.units > 0
            AND NOT {means:payments:p.recipient_class:leased:p.region_id}
    ) || (
        SELECT jsonb_agg({registry:r:land:kind,area} ORDER BY r.id)
        FROM at_home AS home
        JOIN matching_landright AS r ON r.person_id = home.member_id AND NOT r.ended
        JOIN (SELECT max(over.region_id) AS region_id) AS place ON true
        WHERE home.person_id = over.person_id AND home.programme_id = programme.id
            AND {means:land:r.kind:farmland:place.region_id}
    ) AS evidence,
    jsonb_build_object(
        'person', encode(over.person_id, 'hex'), 'village', max(over.region_id)
    ) AS groups
FROM over
JOIN funds_programme AS programme ON programme.id = over.programme_id
GROUP BY over.person_id, programme.id
