-- code: public-employee-in-household
-- question: Does a household that draws a benefit depending on income have a member on the public payroll?
-- question_zh: 领要看收入的钱的家庭里，有没有人是财政供养人员？
-- headline: {registry_name}, in the same household as {name}, is on the payroll of {unit} ({status}); “{programme}” was paid {payments} time(s) meanwhile, {amount} in all.
-- headline_zh: 与{name}同户的{registry_name}是{unit}的财政供养人员（{status}），同期“{programme}”发放{payments}次，共{amount}。
-- example: An old man draws the living allowance; his son, registered in the same household, works at a county bureau. If the son has long had a household of his own, the register says so and nothing is found.
-- example_zh: 一位老人领低保，同户的儿子在县里某局工作。如果儿子早已分户，登记里写明，就不算。
-- scope: household
-- severity: medium
-- accuses: unit, status
-- registries: public-employees, households
-- asks_about: means_tested
-- returns: payments
-- line: public-employees: unit, status, since, until
-- fact: unit = max(line.unit)
-- fact: status = max(line.status)
-- group: household = max(found.household)
-- basis: 社会救助暂行办法 (国务院令第649号) art. 13, 68
-- basis: 民政部 最低生活保障审核确认办法 on members living together
-- basis_zh: 《社会救助暂行办法》（国务院令第649号）第十三条、第六十八条
-- basis_zh: 《最低生活保障审核确认办法》关于共同生活家庭成员的规定
-- exclusion: self: the employee’s own benefit is the rule public-employee-means-tested
-- exclusion: apart: members registered apart or not living together
-- exclusion: single: the seriously disabled and ill of low-income families may be supported alone (single-person household): one person in the roster
-- exclusion: no-salary: survivors, public-welfare posts, temporary staff
-- exclusion: returned: money that the bank sent back did not reach anybody
-- exclusion_zh: self: 财政供养人员本人领的，由另一条规则管
-- exclusion_zh: apart: 登记为分户或不共同生活的成员
-- exclusion_zh: single: 重残重病人员可以按单人户享受：花名册写明只有一口人的
-- exclusion_zh: no-salary: 遗属补助、公益性岗位、临时聘用人员
-- exclusion_zh: returned: 银行退回：钱没有到任何人手里
-- innocent: The registry is behind or wrong: the person left, sold or closed it since.
-- innocent: The employee founded a household of their own long ago, and the register is behind.
-- innocent_zh: 登记没有及时更新：本人已经离职、转让或注销。
-- innocent_zh: 在财政供养的子女早已另立门户，户籍没有分开。
-- next: Ask who lives together and who supports whom.
-- next: Let the town check the family on the spot and recompute income and property.
-- next: If true: stop the benefit from the next month, recover what was overpaid, and ask who approved it.
-- next_zh: 核实谁与谁共同生活、谁负有赡养义务。
-- next_zh: 请乡镇入户核查，重新核算家庭收入和财产。
-- next_zh: 属实的：从次月起停发，追回多发的钱，并查清是谁审批的。
SELECT DISTINCT ON (p.id) p.id AS payment_id, r.id AS line_id, own.household
FROM matching_publicemployee AS r
JOIN matching_householdmember AS member ON member.person_id = r.person_id AND NOT member.ended
JOIN {registry_subset:matching_householdmember} AS own
    ON own.household = member.household AND NOT own.ended
JOIN {payments} AS p ON p.beneficiary_id = own.person_id
JOIN funds_programme AS programme ON programme.id = p.programme_id
WHERE NOT r.ended {affected:own.person_id}
    AND p.state = 'paid' AND programme.means_tested
    AND NOT (programme.household_benefit AND coalesce(p.household_size, 2) = 1)
    AND own.person_id <> r.person_id 
    AND {means:public-employees:r.status:employed,retired:p.region_id}
    AND {means:households:member.relation:together:p.region_id}
    AND {means:households:own.relation:together:p.region_id}
    AND p.period_to >= coalesce(r.since, p.period_to) AND p.period_from <= coalesce(r.until, p.period_from)
ORDER BY p.id, r.since NULLS FIRST, r.id
