-- code: plot-of-two-households
-- question: Is one plot of land confirmed for two households that both draw subsidies by area?
-- question_zh: 同一块地是不是确权给了两户，两户都在领按亩发的补贴？
-- headline: One plot of {area} mu is confirmed for {names}, of {households} households; both drew subsidies by area, up to {amount} of it for the same land.
-- headline_zh: 同一块{area}亩的地确权给了{names}（{households}户），都领了按亩发的补贴，其中最多{amount}是同一块地的。
-- example: Two brothers of two households have the same plot of 3 mu in the register, and each draws the subsidy for all his land.
-- example_zh: 分了户的两兄弟在确权登记里有同一块3亩的地，各自按全部面积领补贴。
-- scope: plot
-- severity: medium
-- accuses: names, area
-- grows: households, payments
-- registries: land, households
-- basis: 农业农村部、财政部 on the subsidy for protecting farmland: by the confirmed or contracted area, each plot once
-- basis_zh: 农业农村部、财政部关于耕地地力保护补贴的规定：按确权或承包面积，一块地只补一次
-- exclusion: together: members of one household
-- exclusion: unpaid: all but one of the households draw nothing by area
-- exclusion: shares: shares of co-owners, each with an area of its own
-- exclusion: forest: forest and grassland have registers of their own
-- exclusion: returned: money that the bank sent back did not reach anybody
-- exclusion_zh: together: 同一户的成员
-- exclusion_zh: unpaid: 只有一户在领按亩发的补贴
-- exclusion_zh: shares: 共有的地，各登各的份额（面积不相等）
-- exclusion_zh: forest: 林地、草地另有登记
-- exclusion_zh: returned: 银行退回：钱没有到任何人手里
-- innocent: The household was split and the register of land was not.
-- innocent: The plot's code was typed wrongly in one line.
-- innocent_zh: 已经分户，土地登记没有跟着分。
-- innocent_zh: 其中一行的地块编码录错了。
-- next: Look the plot up in the contracts of both, and ask in the village who tills it.
-- next: If it counts twice: correct the register and recover from whoever does not till it.
-- next_zh: 查两户的承包合同，到村里问实际是谁在种。
-- next_zh: 确实重复的：更正登记，向不种的一户追回。
WITH shared AS MATERIALIZED (
    SELECT r.id, r.plot, r.person_id, r.name, r.area, (
        -- Whoever stands in no household register is a household alone.
        SELECT coalesce(min(own.household), encode(r.person_id, 'hex'))
        FROM matching_householdmember AS own
        WHERE own.person_id = r.person_id AND NOT own.ended
    ) AS household, office.region_code
    FROM matching_landright AS r
    JOIN accounts_office AS office ON office.id = r.office_id
    WHERE NOT r.ended AND r.plot <> '' {affected:r.plot}
        AND {means:land:r.kind:farmland:office.region_code}
        AND EXISTS (
            SELECT FROM matching_landright AS other
            WHERE other.plot = r.plot AND NOT other.ended AND other.person_id <> r.person_id
                -- Shares of co-owners have areas of their own.
                AND other.area = r.area
        )
), paid AS MATERIALIZED (
    SELECT shared.plot, shared.household, p.id, p.amount * least(1, shared.area / p.units) AS amount
    FROM shared
    JOIN funds_payment AS p ON p.beneficiary_id = shared.person_id
    JOIN funds_programme AS programme ON programme.id = p.programme_id
    WHERE p.state = 'paid' AND p.units > 0
        AND programme.code IN ('2130122', '2130124', '2130125', 'L350105')
), households AS (
    SELECT plot, household, sum(amount) AS amount, count(*) AS payments FROM paid
    GROUP BY plot, household
), plots AS (
    SELECT plot, count(*) AS households, sum(payments) AS payments,
        -- One of them may have it.
        sum(amount) - max(amount) AS amount
    FROM households
    GROUP BY plot
    HAVING count(*) > 1
)
SELECT
    encode(convert_to(plots.plot, 'UTF8'), 'hex') AS subject,
    'computed' AS grade,
    (
        SELECT max(p.region_id) FROM paid JOIN funds_payment AS p ON p.id = paid.id
        WHERE paid.plot = plots.plot
    ) AS region_code,
    '' AS programme_code,
    round(plots.amount, 2) AS amount,
    jsonb_build_object(
        'names', lines.names, 'area', lines.area, 'households', plots.households,
        'payments', plots.payments
    ) AS facts,
    (
        SELECT jsonb_agg({payment:p} ORDER BY p.period_from, p.id)
        FROM paid JOIN funds_payment AS p ON p.id = paid.id
        WHERE paid.plot = plots.plot
    ) || lines.evidence AS evidence,
    jsonb_build_object('household', lines.household) AS groups
FROM plots
JOIN LATERAL (
    SELECT string_agg(DISTINCT r.name, '、') AS names, max(round(r.area, 2)) AS area,
        max(shared.household) AS household,
        jsonb_agg({registry:r:land:kind,area} ORDER BY r.id) AS evidence
    FROM shared JOIN matching_landright AS r ON r.id = shared.id
    WHERE shared.plot = plots.plot
) AS lines ON true
