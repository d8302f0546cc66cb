-- code: public-employee-means-tested
-- question: Does somebody on the public payroll draw a benefit that depends on income?
-- question_zh: 有没有财政供养人员在领低保、特困、困难补贴这类要看收入的钱？
-- headline: {name} is on the payroll of {unit} ({status}) and drew “{programme}” {payments} time(s) meanwhile, {amount} in all.
-- headline_zh: {name}是{unit}的财政供养人员（{status}），同期又领“{programme}”{payments}次，共{amount}。
-- headline_other_name: This identity number is on the payroll of {unit} as {registry_name} ({status}). Under the name {name}, “{programme}” was paid {payments} time(s) meanwhile, {amount} in all.
-- headline_other_name_zh: 这个身份证号在{unit}财政供养名册上登记的是{registry_name}（{status}），同期以{name}的名义领“{programme}”{payments}次，共{amount}。
-- example: A teacher has been on the payroll since 2015 and draws 420 yuan of living allowance in September and October: two payments, 840 yuan. Had she retired from it in August, nothing would be said.
-- example_zh: 一名教师2015年起在编，9月、10月各领低保420元：两笔，共840元。如果8月已经离职，就不算。
-- scope: person
-- severity: high
-- accuses: unit, status
-- registries: public-employees
-- asks_about: means_tested
-- returns: payments
-- line: public-employees: unit, status, since, until
-- fact: unit = max(line.unit)
-- fact: status = max(line.status)
-- basis: 社会救助暂行办法 (国务院令第649号) art. 13, 68
-- basis_zh: 《社会救助暂行办法》（国务院令第649号）第十三条、第六十八条
-- exclusion: dates: periods before joining the payroll or after leaving it do not count
-- exclusion: no-salary: survivors, public-welfare posts, temporary and hired staff outside the establishment are not on a salary in this sense
-- exclusion: returned: money that the bank sent back did not reach anybody
-- exclusion_zh: dates: 任职前和离职后的所属期不算
-- exclusion_zh: no-salary: 遗属补助、公益性岗位、临时聘用和编外人员不算在内
-- exclusion_zh: returned: 银行退回：钱没有到任何人手里
-- innocent: The registry is behind or wrong: the person left, sold or closed it since.
-- innocent: A low wage and a large family may still entitle to the benefit; then the file says so.
-- innocent_zh: 登记没有及时更新：本人已经离职、转让或注销。
-- innocent_zh: 工资低、家里人口多，也可能符合条件；档案里应当写明。
-- next: Let the office that keeps the registry confirm the entry, with its dates.
-- next: Let the town check the family on the spot and recompute income and property.
-- next: If true: stop the benefit from the next month, recover what was overpaid, and ask who approved it.
-- next_zh: 先请登记部门核实这条登记和起止日期。
-- next_zh: 请乡镇入户核查，重新核算家庭收入和财产。
-- next_zh: 属实的：从次月起停发，追回多发的钱，并查清是谁审批的。
SELECT DISTINCT ON (p.id) p.id AS payment_id, r.id AS line_id
FROM matching_publicemployee AS r
JOIN {payments} AS p ON p.beneficiary_id = r.person_id
JOIN funds_programme AS programme ON programme.id = p.programme_id
WHERE NOT r.ended {affected:r.person_id}
    AND p.state = 'paid' AND programme.means_tested
    AND {means:public-employees:r.status:employed,retired:p.region_id}
    AND p.period_to >= coalesce(r.since, p.period_to) AND p.period_from <= coalesce(r.until, p.period_from)
ORDER BY p.id, r.since NULLS FIRST, r.id
