-- code: more-persons-than-registered
-- question: Is a household's benefit paid for more people than the household register knows?
-- question_zh: 低保等按户发的钱，人数是不是比户籍登记的多？
-- headline: “{programme}” was paid to the household of {name} for {people} people {payments} time(s); the household register knows {registered}. The share of the others is {amount}.
-- headline_zh: {name}家的“{programme}”按{people}人发放{payments}次，户籍登记只有{registered}人，多出的份额共{amount}。
-- example: A household draws the living allowance for five; the register knows two. The share of three people counts.
-- example_zh: 一户按五口人领低保，户籍登记只有两人：多出三个人的份额算。
-- scope: household
-- severity: low
-- accuses: people, registered
-- registries: households
-- asks_about: means_tested AND household_benefit
-- returns: payments
-- line: households: household, relation
-- amount: round(sum(p.amount * (p.household_size - found.registered) / p.household_size), 2)
-- fact: people = max(p.household_size)
-- fact: registered = min(found.registered)
-- parameter: spare = 1 : so many people more than registered are not counted
-- parameter_zh: spare: 比登记多几个人以内不算
-- basis: 社会救助暂行办法 (国务院令第649号) art. 11, 12: who lives together is declared truly and examined
-- basis_zh: 《社会救助暂行办法》（国务院令第649号）第十一条、第十二条：如实申报共同生活的家庭成员并核查
-- exclusion: unregistered: whoever stands in no household register is not judged
-- exclusion: spare: a child just born, or somebody just married in
-- exclusion: uncounted: a roster that names no number of people
-- exclusion: other-benefits: benefits that do not look at income, such as land, are not paid by the head
-- exclusion: returned: money that the bank sent back did not reach anybody
-- exclusion_zh: unregistered: 户籍登记里查不到本人的，不判断
-- exclusion_zh: spare: 刚出生的孩子、刚嫁入的人
-- exclusion_zh: uncounted: 花名册没有写人数的
-- exclusion_zh: other-benefits: 不看收入的项目（如按亩发的）不按人头
-- exclusion_zh: returned: 银行退回：钱没有到任何人手里
-- innocent: They live together and are registered apart: grown children, grandparents.
-- innocent: The register is behind.
-- innocent_zh: 一起生活，户口不在一本上：成年子女、老人。
-- innocent_zh: 户籍登记没有及时更新。
-- next: Ask for the declaration of who lives together, and compare it with whom the village knows.
-- next: If people are counted who do not live there: reduce the household and recover their share.
-- next_zh: 调取共同生活成员的申报表，请村里逐人核对。
-- next_zh: 虚报的：核减人数，追回多发的份额。
SELECT p.id AS payment_id, registered.line_id, registered.people AS registered
FROM {payments} AS p
JOIN funds_programme AS programme ON programme.id = p.programme_id
CROSS JOIN LATERAL (
    -- Registers may number one household in two ways: whoever stands in either counts.
    SELECT min(own.id) AS line_id, count(DISTINCT member.person_id) AS people
    FROM matching_householdmember AS own
    JOIN matching_householdmember AS member
        ON member.household = own.household AND NOT member.ended
    WHERE own.person_id = p.beneficiary_id AND NOT own.ended
) AS registered
WHERE p.state = 'paid' AND programme.means_tested AND programme.household_benefit
    {affected:p.beneficiary_id}
    AND registered.people > 0
    AND p.household_size > registered.people + {spare:p.region_id,p.period_from}
