-- code: house-beside-resettlement
-- question: Was the aid for an unsafe house paid to a household that was given a resettlement home?
-- question_zh: 已经分到安置房的人家，是不是又领了危房改造补助？
-- headline: {registry_name} was given a resettlement home (registered on {registered_on}); the household’s {name} was paid “{programme}” afterwards, {amount}.
-- headline_zh: {registry_name}名下有安置房（{registered_on}登记），同户的{name}此后又领“{programme}”{amount}。
-- example: A family moved into a flat of the resettlement programme in 2022. In 2025 they are paid 30,000 yuan for repairing the old house.
-- example_zh: 一家人2022年住进易地搬迁安置房，2025年又领3万元修老屋。
-- scope: household
-- severity: medium
-- accuses: kind, registered_on
-- registries: properties, households
-- programmes: code = '2210105'
-- returns: payments
-- line: properties: kind, area, registered_on, acquired_by
-- fact: kind = max(line.acquired_by)
-- fact: registered_on = min(line.registered_on)
-- group: household = max(found.household)
-- basis: 农村危房改造补助资金管理暂行办法: for the only home of a household in need; whoever was given another safe home by the state is not aided again
-- basis_zh: 《农村危房改造补助资金管理暂行办法》：补助困难户唯一住房；已由国家安置安全住房的不再补助
-- exclusion: bought: homes that were bought, built or inherited
-- exclusion: beside: parking spaces, garages, storerooms
-- exclusion: apart: members whom the household register calls living apart
-- exclusion: later: homes registered after the aid
-- exclusion: returned: money that the bank sent back did not reach anybody
-- exclusion_zh: bought: 购买、自建、继承的房屋
-- exclusion_zh: beside: 车位、车库、储藏间
-- exclusion_zh: apart: 户籍注明分户、非共同生活的人
-- exclusion_zh: later: 补助之后才登记的安置房
-- exclusion_zh: returned: 银行退回：钱没有到任何人手里
-- innocent: The home was given for a demolition in town to a son who is still in the parents' household register.
-- innocent: The resettlement home was lost again, by exchange or disaster.
-- innocent_zh: 安置房是儿子在城里拆迁所得，户口还在父母名下。
-- innocent_zh: 安置房后来又被征收或受灾。
-- next: Ask the resettlement office for whom the home was given, and whether the old house had to be pulled down.
-- next: Look at both homes. If the household has a safe one: recover the aid.
-- next_zh: 请搬迁安置部门核实安置对象，是否应拆旧。
-- next_zh: 到现场看两处住房；已有安全住房的，追回补助。
SELECT DISTINCT ON (p.id) p.id AS payment_id, r.id AS line_id, home.household
FROM {at_home:properties} AS home
JOIN matching_property AS r ON r.id = home.line_id
JOIN {payments} AS p ON p.beneficiary_id = home.person_id
JOIN funds_programme AS programme ON programme.id = p.programme_id
WHERE p.state = 'paid' AND programme.code = '2210105'
    AND {means:properties:r.kind:home,farmhouse:p.region_id}
    AND {means:properties:r.acquired_by:resettled:p.region_id}
    AND {means:households:home.relation:together:p.region_id}
    AND {means:households.relation:home.other_relation:together:p.region_id}
    -- Without a day it may have been given after the aid.
    AND p.period_from > r.registered_on
ORDER BY p.id, r.registered_on, r.id, home.household NULLS LAST
