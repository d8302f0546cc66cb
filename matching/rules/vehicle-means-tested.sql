-- code: vehicle-means-tested
-- question: Does a household that draws a benefit depending on income own a motor vehicle?
-- question_zh: 领要看收入的钱的家庭，名下有没有机动车？
-- headline: {registry_name} owns a vehicle ({vehicle_type}, registered on {registered_on}); the household’s {name} drew “{programme}” {payments} time(s) since, {amount} in all.
-- headline_zh: {registry_name}名下有车（{vehicle_type}，{registered_on}登记），同户的{name}此后领“{programme}”{payments}次，共{amount}。
-- example: The wife in a family on the living allowance has a car registered in 2024. A motorcycle, a motor wheelchair, or the van that the family earns its living with is not counted.
-- example_zh: 低保家庭的妻子2024年登记了一辆轿车。摩托车、残疾人代步车、一家人靠它谋生的小货车不算。
-- scope: household
-- severity: medium
-- accuses: vehicle_type, registered_on
-- registries: vehicles, households
-- asks_about: means_tested
-- returns: payments
-- line: vehicles: vehicle_type, use, status, price, registered_on
-- fact: vehicle_type = max(line.vehicle_type)
-- fact: registered_on = min(line.registered_on)
-- group: household = max(found.household)
-- parameter: price = 0 : price in yuan up to which a vehicle does not count
-- parameter_zh: price: 车价不超过多少元的不算
-- basis: 社会救助暂行办法 (国务院令第649号) art. 13, 68
-- basis: 民政部 最低生活保障审核确认办法 on family property
-- basis_zh: 《社会救助暂行办法》（国务院令第649号）第十三条、第六十八条
-- basis_zh: 《最低生活保障审核确认办法》关于家庭财产状况的规定
-- exclusion: motorcycle: motorcycles, electric bicycles and farm vehicles; a car is one whatever drives it
-- exclusion: wheelchair: motor wheelchairs of the disabled
-- exclusion: livelihood: vehicles in commercial use, such as vans and lorries: the tool to earn a living
-- exclusion: gone: scrapped, deregistered, stolen, sold or transferred vehicles
-- exclusion: apart: owners whom the household register calls living apart
-- exclusion: cheap: vehicles up to the price that the region allows
-- exclusion: returned: money that the bank sent back did not reach anybody
-- exclusion_zh: motorcycle: 普通摩托车、电动自行车、农用车；纯电动轿车仍算轿车
-- exclusion_zh: wheelchair: 残疾人功能性补偿代步机动车
-- exclusion_zh: livelihood: 营运、货运等用来谋生的车辆（如小货车、面包车）
-- exclusion_zh: gone: 已报废、注销、被盗、转出、过户的车辆
-- exclusion_zh: apart: 户籍注明分户、非共同生活的车主
-- exclusion_zh: cheap: 车价没有超过当地限额的
-- exclusion_zh: returned: 银行退回：钱没有到任何人手里
-- innocent: The vehicle was sold, but the transfer was not registered.
-- innocent: The name was lent to a relative.
-- innocent: The registry is behind or wrong: the person left, sold or closed it since.
-- innocent_zh: 车已经卖了，没有过户。
-- innocent_zh: 名字借给亲戚上牌。
-- innocent_zh: 登记没有及时更新：本人已经离职、转让或注销。
-- next: Let the office that keeps the registry confirm the entry, with its dates.
-- next: Let the town check the family on the spot and recompute income and property.
-- next: If true: stop the benefit from the next month, recover what was overpaid, and ask who approved it.
-- next_zh: 先请登记部门核实这条登记和起止日期。
-- next_zh: 请乡镇入户核查，重新核算家庭收入和财产。
-- next_zh: 属实的：从次月起停发，追回多发的钱，并查清是谁审批的。
SELECT DISTINCT ON (p.id) p.id AS payment_id, r.id AS line_id, home.household
FROM {at_home:vehicles} AS home
JOIN matching_vehicle AS r ON r.id = home.line_id
JOIN {payments} AS p ON p.beneficiary_id = home.person_id
JOIN funds_programme AS programme ON programme.id = p.programme_id
WHERE p.state = 'paid' AND programme.means_tested
    -- By class, never by fuel: a battery-electric car is a car.
    AND {means:vehicles:r.vehicle_type:car,van,lorry:p.region_id}
    AND {means:vehicles:r.use:private:p.region_id}
    AND {means:vehicles:r.status:in-use:p.region_id}
    AND {means:households:home.relation:together:p.region_id}
    AND {means:households.relation:home.other_relation:together:p.region_id}
    AND (r.price IS NULL OR r.price > {price:p.region_id,p.period_from})
    AND p.period_to >= coalesce(r.registered_on, p.period_to)
ORDER BY p.id, r.price DESC NULLS LAST, r.id, home.household NULLS LAST
