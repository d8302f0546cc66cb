-- code: business-means-tested
-- question: Does a household that draws a benefit depending on income own a business or shares above the limit?
-- question_zh: 领低保等要看收入的钱的家庭，名下有没有超过限额的企业、个体户或出资？
-- headline: {registry_name} ({role}) has subscribed ¥{capital} in {business}; the household’s {name} drew “{programme}” {payments} time(s), {amount} in all.
-- headline_zh: {registry_name}（{role}）在{business}认缴出资¥{capital}，同户的{name}领“{programme}”{payments}次，共{amount}。
-- example: Somebody draws the living allowance, and the wife has subscribed 500,000 yuan in a trading company. A snack bar with 20,000 yuan, or a farmers’ cooperative, is not counted.
-- example_zh: 某人领低保，妻子在一家商贸公司认缴50万元。认缴2万元的小吃店、农民合作社不算。
-- scope: household
-- severity: medium
-- accuses: business, role, capital
-- registries: businesses, households
-- asks_about: means_tested
-- returns: payments
-- line: businesses: business, role, status, capital
-- fact: business = max(line.business)
-- fact: role = max(line.role)
-- fact: capital = max(line.capital)
-- group: household = max(found.household)
-- parameter: capital = 100000 : subscribed capital in yuan above which a business counts
-- parameter_zh: capital: 认缴出资超过多少元才算
-- basis: 社会救助暂行办法 (国务院令第649号) art. 13, 68
-- basis: Rules on checking the economic situation of families that apply for aid
-- basis_zh: 《社会救助暂行办法》（国务院令第649号）第十三条、第六十八条
-- basis_zh: 《社会救助家庭经济状况核对》有关规定
-- exclusion: closed: businesses deregistered, revoked or out of operation
-- exclusion: cooperative: farmers’ cooperatives, which a household joins to farm; and whoever is only a member or employee
-- exclusion: apart: owners whom the household register calls living apart
-- exclusion: small: subscribed capital up to the limit
-- exclusion: returned: money that the bank sent back did not reach anybody
-- exclusion_zh: closed: 已注销、吊销、歇业的不算
-- exclusion_zh: cooperative: 农民专业合作社，入社种地不算经商；只是成员、职工的也不算
-- exclusion_zh: apart: 户籍注明分户、非共同生活的人
-- exclusion_zh: small: 认缴额没有超过限额的不算
-- exclusion_zh: returned: 银行退回：钱没有到任何人手里
-- innocent: The registry is behind or wrong: the person left, sold or closed it since.
-- innocent: The name was borrowed by a relative or an agent, and the person earns nothing by it.
-- innocent: The business exists on paper only.
-- innocent_zh: 登记没有及时更新：本人已经离职、转让或注销。
-- innocent_zh: 名字被亲戚或代办人借去注册，本人没有收入。
-- innocent_zh: 空壳企业，没有经营。
-- next: Let the office that keeps the registry confirm the entry, with its dates.
-- next: Let the town check the family on the spot and recompute income and property.
-- next: If true: stop the benefit from the next month, recover what was overpaid, and ask who approved it.
-- next_zh: 先请登记部门核实这条登记和起止日期。
-- next_zh: 请乡镇入户核查，重新核算家庭收入和财产。
-- next_zh: 属实的：从次月起停发，追回多发的钱，并查清是谁审批的。
SELECT DISTINCT ON (p.id) p.id AS payment_id, r.id AS line_id, home.household
FROM {at_home:businesses} AS home
JOIN matching_business AS r ON r.id = home.line_id
JOIN {payments} AS p ON p.beneficiary_id = home.person_id
JOIN funds_programme AS programme ON programme.id = p.programme_id
WHERE p.state = 'paid' AND programme.means_tested
    AND {means:businesses:r.status:open:p.region_id}
    AND {means:businesses:r.role:owner,officer:p.region_id}
    -- What it is stands in its name, by law.
    AND r.business !~ '合作社(联合社)?$'
    AND {means:households:home.relation:together:p.region_id}
    AND {means:households.relation:home.other_relation:together:p.region_id}
    AND coalesce(r.capital, 0) > {capital:p.region_id,p.period_from}
ORDER BY p.id, r.capital DESC NULLS LAST, r.id, home.household NULLS LAST
