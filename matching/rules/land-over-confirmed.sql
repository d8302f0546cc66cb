-- code: land-over-confirmed
-- question: Is a subsidy by area claimed for more land than was confirmed for the household?
-- question_zh: 按亩发的补贴，申报面积是不是超过了确权面积？
-- headline: {name} claimed {claimed} mu for “{programme}”, confirmed are {confirmed} mu; {amount} too much.
-- headline_zh: {name}申报“{programme}”{claimed}亩，确权只有{confirmed}亩，多领{amount}。
-- example: A household has five mu confirmed and claims ten: half of the subsidy is too much. Up to five percent more is measuring error.
-- example_zh: 确权5亩，申报10亩：多领了一半。多出5%以内算测量误差。
-- scope: person
-- severity: medium
-- accuses: name, programme, confirmed
-- grows: claimed, periods, first_period
-- registries: land
-- programmes: code IN ('2130122', '2130124', '2130125', 'L350105')
-- parameter: mu = 0.01 : tolerance in mu
-- parameter: percent = 5 : tolerance in percent of the confirmed area
-- parameter_zh: mu: 允许误差（亩）
-- parameter_zh: percent: 允许误差（占确权面积的百分之几）
-- basis: 农业农村部、财政部 on the subsidy for protecting farmland
-- basis_zh: 农业农村部、财政部关于耕地地力保护补贴的规定
-- exclusion: tolerance: rounding, and small differences of measuring
-- exclusion: leased: leased, large-scale and reclaimed land, where the class says so
-- exclusion: forest: forest and grassland have registers of their own
-- exclusion: returned: money that the bank sent back did not reach anybody
-- exclusion_zh: tolerance: 四舍五入和测量误差
-- exclusion_zh: leased: 流转、承租、大户和开荒的土地（类别里写明）
-- exclusion_zh: forest: 林地、草地另有登记
-- exclusion_zh: returned: 银行退回：钱没有到任何人手里
-- innocent: The household farms a neighbour’s land by word of mouth.
-- innocent: The head of the household changed, and the land stands under the former one.
-- innocent_zh: 口头约定代种邻居的地。
-- innocent_zh: 户主变更，土地还登记在原户主名下。
-- next: Compare with the village’s land register and lease agreements.
-- next: If true: correct the area and recover what was overpaid.
-- next_zh: 对照村里的土地台账和流转协议。
-- next_zh: 属实的：更正面积，追回多领的钱。
WITH confirmed AS (
    SELECT person_id, sum(area) AS area, min(id) AS first_line
    FROM matching_landright
    WHERE NOT ended AND kind !~ '林|草' {affected:person_id}
    GROUP BY person_id
), claimed AS (
    SELECT p.beneficiary_id, p.programme_id, p.period_from, sum(p.units) AS units,
        sum(p.amount) AS amount, max(p.region_id) AS region_id, max(p.beneficiary_name) AS name
    FROM confirmed
    JOIN funds_payment AS p ON p.beneficiary_id = confirmed.person_id
    JOIN funds_programme AS programme ON programme.id = p.programme_id
    WHERE p.state = 'paid' AND p.units > 0
        AND programme.code IN ('2130122', '2130124', '2130125', 'L350105')
        -- Leased and reclaimed land is no confirmed land: the class says so.
        AND p.recipient_class !~ '流转|承租|大户|开荒'
    GROUP BY p.beneficiary_id, p.programme_id, p.period_from
), over AS (
    SELECT claimed.*, confirmed.area, confirmed.first_line
    FROM claimed
    JOIN confirmed ON confirmed.person_id = claimed.beneficiary_id
    WHERE claimed.units > confirmed.area
        + greatest({mu:claimed.region_id,claimed.period_from},
            confirmed.area * {percent:claimed.region_id,claimed.period_from} / 100)
)
SELECT
    encode(over.beneficiary_id, 'hex') || ':' || programme.code AS subject,
    'exact' AS grade,
    max(over.region_id) AS region_code,
    programme.code AS programme_code,
    round(sum(over.amount * (over.units - over.area) / over.units), 2) AS amount,
    jsonb_build_object(
        'name', max(over.name), 'programme', programme.name,
        'claimed', max(round(over.units, 2)), 'confirmed', round(max(over.area), 2),
        'periods', count(*), 'first_period', min(over.period_from)
    ) AS facts,
    (
        SELECT jsonb_agg({payment:p} ORDER BY p.period_from, p.id)
        FROM funds_payment AS p
        WHERE p.beneficiary_id = over.beneficiary_id AND p.programme_id = programme.id
            AND p.state = 'paid' AND p.units > 0
            AND p.recipient_class !~ '流转|承租|大户|开荒'
    ) || (
        SELECT jsonb_agg({registry:r:land:kind,area} ORDER BY r.id)
        FROM matching_landright AS r
        WHERE r.person_id = over.beneficiary_id AND NOT r.ended AND r.kind !~ '林|草'
    ) AS evidence,
    jsonb_build_object(
        'person', encode(over.beneficiary_id, 'hex'), 'village', max(over.region_id)
    ) AS groups
FROM over
JOIN funds_programme AS programme ON programme.id = over.programme_id
GROUP BY over.beneficiary_id, programme.id
