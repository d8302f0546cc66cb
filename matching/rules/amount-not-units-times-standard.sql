-- code: amount-not-units-times-standard
-- question: Does the sum in a roster differ from its own units times its own standard?
-- question_zh: 花名册上的金额，是不是和它自己写的数量乘标准对不上？
-- headline: {payments} payment(s) of “{programme}” to {name} are not the units times the standard that the roster itself names; the difference is {amount}.
-- headline_zh: {name}的“{programme}”有{payments}笔金额和花名册写的数量乘标准对不上，相差{amount}。
-- example: The roster says ten mu at 90 yuan, and the sum says 1,000 instead of 900: a difference of 100 yuan.
-- example_zh: 花名册写10亩、每亩90元，金额却是1000元而不是900元：相差100元。
-- scope: member
-- severity: low
-- grows: too_much, too_little
-- registries: households, deaths
-- returns: payments
-- amount: round(sum(abs(found.difference)), 2)
-- fact: too_much = round(sum(greatest(found.difference, 0)), 2)
-- fact: too_little = round(sum(greatest(-found.difference, 0)), 2)
-- parameter: yuan = 1 : tolerance in yuan
-- parameter_zh: yuan: 允许误差（元）
-- basis: The programme’s own rule of reckoning, as stated in the roster
-- basis_zh: 各项目自己的计算办法（花名册写明的数量和标准）
-- exclusion: rounding: differences up to the tolerance
-- exclusion: months: units times standard times the months of the period
-- exclusion: persons: standard times the persons of the household, as the roster counts them, or else the household register; where neither does, the clue says so
-- exclusion: top-up: less than the standard where the programme tops income up or names only a ceiling
-- exclusion: not-stated: rosters that do not name both units and standard
-- exclusion: returned: money that the bank sent back did not reach anybody
-- exclusion_zh: rounding: 误差范围以内的四舍五入
-- exclusion_zh: months: 数量乘标准再乘月数的
-- exclusion_zh: persons: 标准乘家庭人口的（人数看花名册，没写的看户籍登记；两处都查不到的，会注明）
-- exclusion_zh: top-up: 按差额补足或只有上限的项目，少于标准是正常的
-- exclusion_zh: not-stated: 花名册没有同时写数量和标准的
-- exclusion_zh: returned: 银行退回：钱没有到任何人手里
-- innocent: The standard's column holds another year's figure or another unit.
-- innocent: A difference from an earlier payment was settled in the same line.
-- innocent_zh: 标准一栏填的是别的年度或别的单位。
-- innocent_zh: 以前的多发少发在这一行里一并结清。
-- next: Ask the department how the sum was reckoned.
-- next: Correct the sum or the column, and pay or recover the difference.
-- next_zh: 请主管部门说明金额怎么算的。
-- next_zh: 更正金额或栏目，多退少补。
SELECT p.id AS payment_id, p.amount - expected.once AS difference,
    programme.household_benefit AND {persons:p} IS NULL AS unclear_household
FROM {payments} AS p
JOIN funds_programme AS programme ON programme.id = p.programme_id
CROSS JOIN LATERAL (
    SELECT p.units * p.standard AS once,
        (extract(year FROM p.period_to) - extract(year FROM p.period_from)) * 12
            + extract(month FROM p.period_to) - extract(month FROM p.period_from) + 1
            AS months,
        CASE WHEN programme.household_benefit THEN coalesce({persons:p}, 1) ELSE 1 END
            AS persons
) AS expected
WHERE p.state = 'paid' AND p.units > 0 AND p.standard > 0
    {affected:p.beneficiary_id}
    AND abs(p.amount - expected.once) > {yuan:p.region_id,p.period_from}
    AND abs(p.amount - expected.once * expected.months) > {yuan:p.region_id,p.period_from}
    AND abs(p.amount - expected.once * expected.persons) > {yuan:p.region_id,p.period_from}
    AND abs(p.amount - expected.once * expected.persons * expected.months)
        > {yuan:p.region_id,p.period_from}
    AND NOT (p.amount < expected.once AND EXISTS (
        SELECT FROM funds_standard AS s
        WHERE s.programme_id = p.programme_id AND s.basis <> 'fixed'
            AND s.recipient_class IN ('', p.recipient_class)
    ))
