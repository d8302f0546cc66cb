-- code: employee-on-post
-- question: Is somebody on the public payroll paid for a public-welfare post as well?
-- question_zh: 有没有财政供养人员同时领公益性岗位、护林员等岗位补贴？
-- headline: {registry_name} is on the payroll of {unit} ({status}) and was paid for the post “{programme}” {payments} time(s), {amount} in all.
-- headline_zh: {registry_name}是{unit}的{status}人员，同时领“{programme}”岗位补贴{payments}次，共{amount}。
-- headline_other_name: The number of {name} is on the payroll of {unit} under another name ({registry_name}); “{programme}” was paid {payments} time(s), {amount} in all.
-- headline_other_name_zh: {name}的身份证号在{unit}名册里是{registry_name}（姓名不同），“{programme}”发放{payments}次，共{amount}。
-- example: A clerk of the housing bureau stands in the roster of the public-welfare posts with 800 yuan a month.
-- example_zh: 县住建局的在职人员，名字在公益性岗位名册里，每月领800元。
-- scope: person
-- severity: high
-- accuses: unit, status
-- registries: public-employees
-- programmes: code IN ('2080705', '2110401', '2089999')
-- returns: payments
-- line: public-employees: unit, status, since, until
-- fact: unit = max(line.unit)
-- fact: status = max(line.status)
-- basis: 公益性岗位开发管理暂行办法 (人社部发〔2019〕124号): the posts are for people who have difficulty to find work
-- basis: The rules on ecological rangers and border guards: for people in need who live there
-- basis_zh: 《公益性岗位开发管理暂行办法》（人社部发〔2019〕124号）：岗位用于安置就业困难人员
-- basis_zh: 生态护林员、护边员的选聘规定：从当地困难群众中选聘
-- exclusion: dates: months before joining the payroll or after leaving it
-- exclusion: no-salary: survivors, people on the post itself, temporary and hired staff are not on a salary in this sense
-- exclusion: retired: whoever is retired may work
-- exclusion: returned: money that the bank sent back did not reach anybody
-- exclusion_zh: dates: 入职以前、离职以后的月份
-- exclusion_zh: no-salary: 遗属、公益性岗位本身、临时聘用和编外人员
-- exclusion_zh: retired: 退休人员
-- exclusion_zh: returned: 银行退回：钱没有到任何人手里
-- innocent: The person left the payroll, and the register is behind.
-- innocent: The number was mistyped in one of the two lists.
-- innocent_zh: 已经离职，名册没有及时更新。
-- innocent_zh: 两边名单有一边号码打错。
-- next: Let the office that keeps the payroll confirm the entry, with its dates.
-- next: Ask who worked on the post, by its attendance sheets.
-- next: If true: stop, recover, and ask who put the name in the roster.
-- next_zh: 请编制、人事部门核实在编情况和起止日期。
-- next_zh: 调取考勤，查清岗位上实际是谁在干。
-- next_zh: 属实的：停发、追回，并查清是谁报的名单。
SELECT DISTINCT ON (p.id) p.id AS payment_id, r.id AS line_id
FROM matching_publicemployee AS r
JOIN {payments} AS p ON p.beneficiary_id = r.person_id
JOIN funds_programme AS programme ON programme.id = p.programme_id
WHERE NOT r.ended {affected:r.person_id}
    AND p.state = 'paid' AND programme.code IN ('2080705', '2110401', '2089999')
    AND {means:public-employees:r.status:employed:p.region_id}
    AND p.period_to >= coalesce(r.since, p.period_to) AND p.period_from <= coalesce(r.until, p.period_from)
ORDER BY p.id, r.since NULLS FIRST, r.id
