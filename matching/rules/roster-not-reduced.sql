-- code: roster-not-reduced
-- question: Is a household's benefit still paid for as many people after one of them died?
-- question_zh: 家里有人去世以后，低保等按户发的钱是不是还按原来的人数发？
-- headline: {registry_name}, of the household of {name}, is registered as having died on {died_on}; “{programme}” has since been paid {payments} time(s) for {people} people as before. One person's share is {amount}.
-- headline_zh: {name}家里的{registry_name}登记于{died_on}去世，此后“{programme}”仍按{people}人发放{payments}次，一个人的份额共{amount}。
-- example: A household of three draws the living allowance. One of them dies in February; in April it is still paid for three. A third of April's money counts.
-- example_zh: 一家三口领低保，2月去世一人，4月还按三个人发：4月的三分之一算。
-- scope: household
-- severity: medium
-- accuses: died_on, people
-- registries: deaths, households
-- programmes: household_benefit
-- returns: payments
-- line: deaths: died_on, source
-- amount: round(sum(p.amount / p.household_size), 2)
-- fact: died_on = max(line.died_on)
-- fact: people = max(p.household_size)
-- parameter: grace_months = 1 : further whole months after the month of death in which the roster may still count the dead
-- parameter_zh: grace_months: 去世当月之后，花名册可以还没有核减的整月数
-- basis: 社会救助暂行办法 (国务院令第649号) art. 13: changes of a household's people are reported and the money reduced
-- basis_zh: 《社会救助暂行办法》（国务院令第649号）第十三条：人口变化应当报告，及时核减
-- exclusion: reduced: the roster counts fewer people than before the death
-- exclusion: others: the household register has as many living members as the roster counts, so nobody too many is paid for
-- exclusion: grace: the months that reporting and reducing take
-- exclusion: uncounted: a roster that names no number of people before or after the death is not judged
-- exclusion: returned: money that the bank sent back did not reach anybody
-- exclusion_zh: reduced: 花名册的人数比去世前少了
-- exclusion_zh: others: 户籍登记在世的人不比花名册少，没有多发
-- exclusion_zh: grace: 申报、核减需要的月份
-- exclusion_zh: uncounted: 去世前后的花名册没有写人数的，不判断
-- exclusion_zh: returned: 银行退回：钱没有到任何人手里
-- innocent: Somebody was born into the household or married into it, and the register is behind.
-- innocent: The dead person was registered there but never counted in the roster.
-- innocent: The registry of deaths holds a wrong entry.
-- innocent_zh: 家里新添了孩子或有人嫁入，户籍还没有更新。
-- innocent_zh: 去世的人只是户口在这里，花名册本来就没有算他。
-- innocent_zh: 死亡登记本身有误。
-- next: Ask the village who lives in the household now, and whom the roster counts.
-- next: If one too many is counted: reduce the household from the next month and recover that share.
-- next: Ask who was to report the change and when the household was last visited.
-- next_zh: 请村里核实现在家里有谁、花名册算的是谁。
-- next_zh: 多算的：次月起核减，追回多发的份额。
-- next_zh: 查清谁该申报、最近一次入户核查是什么时候。
SELECT DISTINCT ON (p.id) p.id AS payment_id, dead.id AS line_id
FROM (
    -- Two sources may differ: the later date is the one that accuses nobody too early.
    SELECT DISTINCT ON (person_id) id, person_id, died_on
    FROM matching_deathrecord WHERE NOT ended
    ORDER BY person_id, died_on DESC, id
) AS dead
JOIN matching_householdmember AS gone ON gone.person_id = dead.person_id AND NOT gone.ended
JOIN matching_householdmember AS own
    ON own.household = gone.household AND NOT own.ended AND own.person_id <> gone.person_id
JOIN funds_payment AS p ON p.beneficiary_id = own.person_id
JOIN funds_programme AS programme ON programme.id = p.programme_id
JOIN LATERAL (
    SELECT earlier.household_size FROM funds_payment AS earlier
    WHERE earlier.beneficiary_id = p.beneficiary_id AND earlier.programme_id = p.programme_id
        AND earlier.state = 'paid' AND earlier.household_size > 0
        AND earlier.period_from <= dead.died_on
    ORDER BY earlier.period_from DESC, earlier.id DESC
    LIMIT 1
) AS before ON p.household_size >= before.household_size
WHERE p.state = 'paid' AND programme.household_benefit AND p.household_size > 1
    {affected:own.person_id}
    AND p.period_from >= date_trunc('month', dead.died_on)
        + make_interval(months => 1 + {grace_months:p.region_id,p.period_from}::int)
    AND p.household_size > (
        SELECT count(DISTINCT living.person_id) FROM matching_householdmember AS living
        WHERE living.household = own.household AND NOT living.ended
            AND NOT EXISTS (
                SELECT FROM matching_deathrecord AS other
                WHERE other.person_id = living.person_id AND NOT other.ended
                    AND other.died_on < p.period_from
            )
    )
ORDER BY p.id, dead.died_on, dead.id
