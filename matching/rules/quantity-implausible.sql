-- code: quantity-implausible
-- question: Is a benefit paid for more land, houses, vehicles or people than one household can have?
-- question_zh: 有没有按明显不可能的数量（亩数、房屋、车辆、人口）发放的钱？
-- headline: “{programme}” was paid to {name} for {units} units ({people} people in the household) {payments} time(s), more than one household can have; {amount} in all.
-- headline_zh: 给{name}的“{programme}”按{units}的数量（家庭{people}人）发放{payments}次，一户不可能有这么多，共{amount}。
-- example: A line claims 558 mu for a household of two in the hills, without a word of leased land. Often a point was lost: 5.58.
-- example_zh: 山区两口之家一行申报558亩，类别没有写流转；常常是小数点丢了，应为5.58亩。
-- scope: person
-- severity: medium
-- reason_of: land-over-confirmed, land-unconfirmed
-- accuses: units, people
-- programmes: unit IN ('mu', 'house', 'vehicle', 'machine', 'head') OR household_benefit
-- returns: payments
-- fact: units = round(max(p.units), 2)
-- fact: people = max(p.household_size)
-- parameter: mu = 200 : mu of land of one claimant
-- parameter: houses = 1 : houses of one household
-- parameter: vehicles = 2 : vehicles of one person
-- parameter: machines = 20 : machines of one household
-- parameter: heads = 5000 : animals of one household
-- parameter: people = 15 : people in one household
-- parameter_zh: mu: 一个申报人最多多少亩
-- parameter_zh: houses: 一户最多几栋房
-- parameter_zh: vehicles: 一人最多几辆车
-- parameter_zh: machines: 一户最多几台农机
-- parameter_zh: heads: 一户最多几头
-- parameter_zh: people: 一户最多几口人
-- basis: What can be there at all (physical plausibility), as audits compute it
-- basis_zh: 审计常用的物理合理性检查：数量不可能超过实际
-- exclusion: leased: leased and large-scale farming, where the class says so
-- exclusion: within: quantities up to the bounds
-- exclusion: returned: money that the bank sent back did not reach anybody
-- exclusion_zh: leased: 流转、承租、大户（类别里写明）
-- exclusion_zh: within: 没有超过上限的
-- exclusion_zh: returned: 银行退回：钱没有到任何人手里
-- innocent: A point or a unit was lost in typing (square metres for mu).
-- innocent: One line stands for a whole village group or a cooperative.
-- innocent_zh: 录入时丢了小数点或单位（把平方米当亩）。
-- innocent_zh: 一行代表整个村民小组或合作社。
-- next: Look at the paper behind the line.
-- next: If it was typed wrong: correct the line and recover what was overpaid.
-- next: If it was reported so: ask who measured and who approved it.
-- next_zh: 查这一行的原始材料。
-- next_zh: 录错的：更正并追回多发的钱。
-- next_zh: 本来就这么报的：查清谁丈量、谁审批。
SELECT p.id AS payment_id
FROM {payments} AS p
JOIN funds_programme AS programme ON programme.id = p.programme_id
WHERE p.state = 'paid' {affected:p.beneficiary_id}
    AND (programme.unit IN ('mu', 'house', 'vehicle', 'machine', 'head') OR programme.household_benefit)
    AND (
        p.units > CASE programme.unit
            WHEN 'mu' THEN {mu:p.region_id,p.period_from}
            WHEN 'house' THEN {houses:p.region_id,p.period_from}
            WHEN 'vehicle' THEN {vehicles:p.region_id,p.period_from}
            WHEN 'machine' THEN {machines:p.region_id,p.period_from}
            WHEN 'head' THEN {heads:p.region_id,p.period_from}
        END
        OR programme.household_benefit
            AND p.household_size > {people:p.region_id,p.period_from}
    )
    AND NOT {means:payments:p.recipient_class:leased:p.region_id}
