-- code: property-means-tested
-- question: Does a household that draws a benefit depending on income own two homes or more, or a shop?
-- question_zh: 领要看收入的钱的家庭，名下有没有两套以上住房或者商铺？
-- headline: The household of {name} owns {properties} further propert(ies) ({kind}) while “{programme}” was paid {payments} time(s), {amount} in all.
-- headline_zh: {name}家名下另有房产{properties}处（{kind}），同时领“{programme}”{payments}次，共{amount}。
-- example: A couple on the living allowance lives in one flat, and the wife bought a second one in 2021. A share inherited from her parents would not count.
-- example_zh: 一对低保夫妻自住一套，妻子2021年又买了一套。从父母那里继承的份额不算。
-- scope: household
-- severity: medium
-- accuses: name, programme, properties, kind
-- grows: payments, first_period, last_period
-- registries: properties, households
-- asks_about: means_tested
-- parameter: homes = 1 : homes a household may own
-- parameter_zh: homes: 一户可以有几套住房
-- basis: 社会救助暂行办法 (国务院令第649号) art. 13, 68
-- basis: 民政部 最低生活保障审核确认办法 on family property
-- basis_zh: 《社会救助暂行办法》（国务院令第649号）第十三条、第六十八条
-- basis_zh: 《最低生活保障审核确认办法》关于家庭财产状况的规定
-- exclusion: one-home: a household’s own home
-- exclusion: co-owned: one home of which husband and wife each have a line: same kind, area and day
-- exclusion: beside: garages and storerooms
-- exclusion: apart: owners whom the household register calls living apart
-- exclusion: inherited: inherited shares and homes given for demolished ones
-- exclusion: farmhouse: old houses on the family’s own homestead
-- exclusion: later: homes registered after the paid period
-- exclusion: returned: money that the bank sent back did not reach anybody
-- exclusion_zh: one-home: 自住的一套住房
-- exclusion_zh: co-owned: 夫妻共有的同一套（用途、面积、登记日期相同，一人一行）
-- exclusion_zh: beside: 车位、车库、储藏间
-- exclusion_zh: apart: 户籍注明分户、非共同生活的人
-- exclusion_zh: inherited: 继承的份额、拆迁安置的房屋
-- exclusion_zh: farmhouse: 宅基地上的老房、自建房
-- exclusion_zh: later: 所属期之后才登记的房屋
-- exclusion_zh: returned: 银行退回：钱没有到任何人手里
-- innocent: An inherited share of an old house that nobody uses.
-- innocent: It was sold but not transferred.
-- innocent: The registry is behind or wrong: the person left, sold or closed it since.
-- innocent_zh: 老房子的继承份额，没有人住。
-- innocent_zh: 已经卖出，没有过户。
-- innocent_zh: 登记没有及时更新：本人已经离职、转让或注销。
-- next: Let the office that keeps the registry confirm the entry, with its dates.
-- next: Let the town check the family on the spot and recompute income and property.
-- next: If true: stop the benefit from the next month, recover what was overpaid, and ask who approved it.
-- next_zh: 先请登记部门核实这条登记和起止日期。
-- next_zh: 请乡镇入户核查，重新核算家庭收入和财产。
-- next_zh: 属实的：从次月起停发，追回多发的钱，并查清是谁审批的。
WITH owned AS (
    SELECT p.id AS payment_id, home.household, r.id, r.area, r.registered_on,
        {means:properties:r.kind:commercial-property:p.region_id} AS commercial,
        -- Each co-owner of a home has a line. Two lines of one owner in one register are two homes.
        dense_rank() OVER (
            PARTITION BY p.id, home.household, r.person_id, r.office_id, r.kind, r.area,
                r.registered_on
            ORDER BY r.id
        ) AS nth
    FROM {at_home:properties} AS home
    JOIN matching_property AS r ON r.id = home.line_id
    JOIN {payments} AS p ON p.beneficiary_id = home.person_id
    JOIN funds_programme AS programme ON programme.id = p.programme_id
    WHERE p.state = 'paid' AND programme.means_tested
        AND {means:properties:r.kind:home,commercial-property:p.region_id}
        AND {means:properties:r.acquired_by:bought:p.region_id}
        AND {means:households:home.relation:together:p.region_id}
        AND {means:households.relation:home.other_relation:together:p.region_id}
        AND p.period_to >= coalesce(r.registered_on, p.period_to)
), placed AS (
    SELECT payment_id, household, id, commercial, registered_on, area, nth,
        dense_rank() OVER (
            PARTITION BY payment_id, household, commercial
            ORDER BY registered_on NULLS FIRST, area, nth
        ) AS place
    FROM owned
), matched AS (
    SELECT placed.payment_id, placed.household, placed.id AS registry_id,
        (placed.commercial, placed.registered_on, placed.area, placed.nth)::text AS home
    FROM placed
    JOIN funds_payment AS p ON p.id = placed.payment_id
    WHERE placed.commercial OR placed.place > {homes:p.region_id,p.period_from}
), paid AS (
    -- Registers may number one household in two ways: a payment counts once.
    SELECT payment_id, max(household) AS household FROM matched GROUP BY payment_id
)
SELECT
    encode(p.beneficiary_id, 'hex') || ':' || programme.code AS subject,
    'computed' AS grade,
    max(p.region_id) AS region_code,
    programme.code AS programme_code,
    sum(p.amount) AS amount,
    jsonb_build_object(
        'name', max(p.beneficiary_name), 'programme', programme.name, 'payments', count(*),
        'properties', max(registry.properties), 'kind', max(registry.kinds),
        'first_period', min(p.period_from), 'last_period', max(p.period_to)
    ) AS facts,
    jsonb_agg({payment:p} ORDER BY p.period_from, p.id)
        || (jsonb_agg(registry.lines) -> 0) AS evidence,
    jsonb_build_object(
        'person', encode(p.beneficiary_id, 'hex'), 'village', max(p.region_id),
        'household', max(paid.household)
    ) AS groups
FROM paid
JOIN funds_payment AS p ON p.id = paid.payment_id
JOIN funds_programme AS programme ON programme.id = p.programme_id
JOIN LATERAL (
    SELECT count(DISTINCT m.home) AS properties, string_agg(DISTINCT r.kind, '、') AS kinds,
        jsonb_agg({registry:r:properties:kind,area,registered_on,acquired_by} ORDER BY r.id) AS lines
    FROM (
        SELECT DISTINCT m.registry_id, m.home FROM matched AS m
        JOIN funds_payment AS other ON other.id = m.payment_id
        WHERE other.beneficiary_id = p.beneficiary_id AND other.programme_id = p.programme_id
    ) AS m
    JOIN matching_property AS r ON r.id = m.registry_id
) AS registry ON true
GROUP BY p.beneficiary_id, programme.id
