-- code: two-pensions
-- question: Is a residents' pension paid to somebody who draws a pension of the state, or is in its service?
-- question_zh: 有没有机关事业单位退休、在职人员又领城乡居民养老金？
-- headline: {registry_name} ({unit}, {status}) drew “{programme}” {payments} time(s), {amount} in all, beside a pension or salary of the state.
-- headline_zh: {registry_name}（{unit}，{status}）另领“{programme}”{payments}次，共{amount}。
-- headline_other_name: The number of {name} stands in the list of {unit} under another name ({registry_name}); “{programme}” was paid {payments} time(s), {amount} in all.
-- headline_other_name_zh: {name}的身份证号在{unit}名册里是{registry_name}（姓名不同），“{programme}”发放{payments}次，共{amount}。
-- example: A retired teacher of 66 draws a state pension and the residents' 200 yuan a month.
-- example_zh: 66岁的退休教师已领机关事业单位养老金，又每月领居民养老金200元。
-- scope: person
-- severity: medium
-- accuses: unit, status
-- registries: public-employees
-- programmes: code = 'L350102'
-- returns: payments
-- line: public-employees: unit, status, since, until
-- fact: unit = max(line.unit)
-- fact: status = max(line.status)
-- basis: 城乡养老保险制度衔接暂行办法 (人社部发〔2014〕17号): nobody draws an employee's and a resident's pension together
-- basis_zh: 《城乡养老保险制度衔接暂行办法》（人社部发〔2014〕17号）：不得同时领取职工和居民养老保险待遇
-- exclusion: dates: months outside the dates in the list
-- exclusion: no-salary: survivors, public-welfare posts, temporary and hired staff
-- exclusion: returned: money that the bank sent back did not reach anybody
-- exclusion_zh: dates: 名册起止日期以外的月份
-- exclusion_zh: no-salary: 遗属、公益性岗位、临时聘用和编外人员
-- exclusion_zh: returned: 银行退回：钱没有到任何人手里
-- innocent: The person was hired without insurance, and draws nothing else.
-- innocent: The list is behind: the person left long ago.
-- innocent_zh: 编制外聘用、没有参加职工养老，只有居民养老金。
-- innocent_zh: 名册没有及时更新，早已离职。
-- next: Ask the social insurance bureau whether an employee's pension is paid under the number.
-- next: If both are paid: end the residents' pension, hand back its personal account, and set off what was drawn twice.
-- next_zh: 请社保经办机构核实是否另有职工养老待遇。
-- next_zh: 重复领取的：终止居民养老，退还个人账户，多领的抵扣或追回。
SELECT DISTINCT ON (p.id) p.id AS payment_id, r.id AS line_id
FROM matching_publicemployee AS r
JOIN {payments} AS p ON p.beneficiary_id = r.person_id
JOIN funds_programme AS programme ON programme.id = p.programme_id
WHERE NOT r.ended {affected:r.person_id}
    AND p.state = 'paid' AND programme.code = 'L350102'
    AND {means:public-employees:r.status:employed,retired:p.region_id}
    AND p.period_to >= coalesce(r.since, p.period_to) AND p.period_from <= coalesce(r.until, p.period_from)
ORDER BY p.id, r.since NULLS FIRST, r.id
