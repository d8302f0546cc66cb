-- code: income-over-standard
-- question: Is the income of a household, by its housing fund and insurance contributions, above the local living standard that its benefit presumes?
-- question_zh: 按公积金、社保缴费基数推算，领要看收入的钱的家庭人均收入是不是超过了当地标准？
-- headline: By contributions the household of {name} ({people} people) earns ¥{income} a head and month, the standard is ¥{standard}; “{programme}” was paid {payments} time(s), {amount} in all.
-- headline_zh: 按缴费基数推算，{name}家{people}口人，人均月收入¥{income}，当地标准¥{standard}；“{programme}”仍发放{payments}次，共{amount}。
-- example: A family of two draws the living allowance; the son’s housing fund is paid on 6,000 yuan a month, 3,000 a head, more than one and a half times the standard of 930.
-- example_zh: 两口人的低保家庭，儿子公积金缴存基数6000元，人均3000元，超过标准930元的一倍半。
-- scope: household
-- severity: low
-- accuses: name, programme, income
-- grows: payments, standard, people, first_period, last_period
-- registries: insured-income, households
-- asks_about: means_tested
-- parameter: standard = 930 : monthly standard in yuan a head
-- parameter: factor = 1.5 : how many times the standard a head may earn before it is worth a look (contributions are indirect evidence)
-- parameter_zh: standard: 每人每月标准（元）
-- parameter_zh: factor: 超过标准多少倍才提示（缴费基数只是间接证据）
-- basis: 社会救助暂行办法 (国务院令第649号) art. 13, 68
-- basis: 民政部 最低生活保障审核确认办法 on income
-- basis_zh: 《社会救助暂行办法》（国务院令第649号）第十三条、第六十八条
-- basis_zh: 《最低生活保障审核确认办法》关于家庭收入的规定
-- exclusion: dates: contributions outside the paid period
-- exclusion: shared: the income is shared by all members of the household
-- exclusion: residents: flat contributions of residents’ insurance are no wage
-- exclusion: chosen: whoever insures themselves without an employer chooses the base
-- exclusion: apart: members whom the register calls living apart
-- exclusion: returned: money that the bank sent back did not reach anybody
-- exclusion_zh: dates: 所属期以外的缴费
-- exclusion_zh: shared: 收入由全户人口分摊
-- exclusion_zh: residents: 城乡居民保险按档缴费，不代表工资
-- exclusion_zh: chosen: 灵活就业自选基数，不代表收入
-- exclusion_zh: apart: 户籍注明分户、非共同生活的人
-- exclusion_zh: returned: 银行退回：钱没有到任何人手里
-- innocent: Contributions are paid by an agency on a minimum base that nobody earns.
-- innocent: The work has ended, the payment of contributions goes on.
-- innocent: The registry is behind or wrong: the person left, sold or closed it since.
-- innocent_zh: 由劳务公司按最低基数代缴，实际没有这么多收入。
-- innocent_zh: 工作已经结束，社保还在缴。
-- innocent_zh: 登记没有及时更新：本人已经离职、转让或注销。
-- next: Let the office that keeps the registry confirm the entry, with its dates.
-- next: Let the town check the family on the spot and recompute income and property.
-- next: If true: stop the benefit from the next month, recover what was overpaid, and ask who approved it.
-- next_zh: 先请登记部门核实这条登记和起止日期。
-- next_zh: 请乡镇入户核查，重新核算家庭收入和财产。
-- next_zh: 属实的：从次月起停发，追回多发的钱，并查清是谁审批的。
WITH wages AS (
    -- Two registers may list the same household: each member once.
    SELECT p.id AS payment_id, own.household, member.person_id, max(best.base) AS base
    FROM {payments} AS p
    JOIN funds_programme AS programme ON programme.id = p.programme_id
    JOIN {registry_subset:matching_householdmember} AS own
        ON own.person_id = p.beneficiary_id AND NOT own.ended
    JOIN matching_householdmember AS member ON member.household = own.household AND NOT member.ended
    JOIN LATERAL (
        -- Housing fund and insurance tell of the same wage: the higher base counts once.
        SELECT max(r.base) AS base FROM matching_insuredincome AS r
        WHERE r.person_id = member.person_id AND NOT r.ended
            AND {means:insured-income:r.kind:wage:p.region_id}
            AND p.period_to >= coalesce(r.since, p.period_to)
            AND p.period_from <= coalesce(r.until, p.period_from)
    ) AS best ON best.base IS NOT NULL
    WHERE p.state = 'paid' AND programme.means_tested
        {affected:p.beneficiary_id}
        AND {means:households:member.relation:together:p.region_id}
        AND {means:households:own.relation:together:p.region_id}
    GROUP BY p.id, own.household, member.person_id
), earned AS (
    SELECT payment_id, household, sum(base) AS income FROM wages GROUP BY payment_id, household
), over AS (
    -- Registers may number one household in two ways: a payment counts once, by the higher income.
    SELECT DISTINCT ON (payment_id) earned.*, size.members, round(income / size.members, 2) AS head,
        {standard:p.region_id,p.period_from} AS standard
    FROM earned
    JOIN funds_payment AS p ON p.id = earned.payment_id
    JOIN LATERAL (
        SELECT greatest(count(DISTINCT person_id), coalesce(p.household_size, 1)) AS members
        FROM matching_householdmember AS m WHERE m.household = earned.household AND NOT m.ended
    ) AS size ON true
    WHERE income / size.members
        > {standard:p.region_id,p.period_from} * {factor:p.region_id,p.period_from}
    ORDER BY payment_id, income / size.members DESC, household
)
SELECT
    encode(p.beneficiary_id, 'hex') || ':' || programme.code AS subject,
    'computed' AS grade,
    max(p.region_id) AS region_code,
    programme.code AS programme_code,
    sum(p.amount) AS amount,
    jsonb_build_object(
        'name', max(p.beneficiary_name), 'programme', programme.name, 'payments', count(*),
        'income', max(over.head),
        'standard', (array_agg(over.standard ORDER BY over.head DESC, p.id))[1],
        'people', (array_agg(over.members ORDER BY over.head DESC, p.id))[1],
        'first_period', min(p.period_from), 'last_period', max(p.period_to)
    ) AS facts,
    jsonb_agg({payment:p} ORDER BY p.period_from, p.id) || coalesce((
        SELECT jsonb_agg({registry:r:insured-income:kind,unit,base,since,until} ORDER BY r.id)
        FROM (SELECT max(p.region_id) AS region_id) AS place
        JOIN matching_insuredincome AS r
            ON NOT r.ended AND {means:insured-income:r.kind:wage:place.region_id}
        WHERE r.person_id IN (
            SELECT m.person_id FROM matching_householdmember AS m
            WHERE m.household = max(over.household) AND NOT m.ended
        )
    ), '[]'::jsonb) AS evidence,
    jsonb_build_object(
        'person', encode(p.beneficiary_id, 'hex'), 'village', max(p.region_id),
        'household', max(over.household)
    ) AS groups
FROM over
JOIN funds_payment AS p ON p.id = over.payment_id
JOIN funds_programme AS programme ON programme.id = p.programme_id
GROUP BY p.beneficiary_id, programme.id
