-- code: cadre-on-post
-- question: Is a village cadre paid for a public-welfare post, a ranger's or a border guard's beside the cadre's own pay?
-- question_zh: 有没有村干部在领村干部报酬的同时又领护林员、公益岗等岗位补贴？
-- headline: {registry_name} is {post} and was paid for the post “{programme}” {payments} time(s), {amount} in all.
-- headline_zh: {registry_name}任{post}，同时领“{programme}”岗位补贴{payments}次，共{amount}。
-- headline_other_name: The number of {name} is that of a village cadre ({registry_name}, {post}); “{programme}” was paid {payments} time(s), {amount} in all.
-- headline_other_name_zh: {name}的身份证号在村干部名册里是{registry_name}（{post}，姓名不同），“{programme}”发放{payments}次，共{amount}。
-- example: The head of a village draws 3,000 yuan a month as cadre and 800 yuan as a forest ranger.
-- example_zh: 村委会主任每月领3000元村干部报酬，又领800元生态护林员补助。
-- scope: person
-- severity: medium
-- reason_of: two-pays
-- accuses: post
-- registries: village-cadres
-- programmes: code IN ('2080705', '2110401', '2089999')
-- returns: payments
-- line: village-cadres: post, since, until
-- fact: post = max(line.post)
-- basis: The rules on ecological rangers, border guards and public-welfare posts: for people in need; who is paid as a cadre is not paid twice (双重取酬)
-- basis_zh: 生态护林员、护边员、公益性岗位的选聘规定：安排给困难群众，领取村干部报酬的不得双重取酬
-- exclusion: dates: months before or after holding office
-- exclusion: relative: relatives of cadres, who are no cadres
-- exclusion: returned: money that the bank sent back did not reach anybody
-- exclusion_zh: dates: 任职以前、离任以后的月份
-- exclusion_zh: relative: 村干部的亲属，本人不是干部
-- exclusion_zh: returned: 银行退回：钱没有到任何人手里
-- innocent: The person draws no pay as a cadre, or left office and the register is behind.
-- innocent: The region lets small offices (group leaders) be rangers; ask for the document.
-- innocent_zh: 不领村干部报酬，或已经离任、名册没有及时更新。
-- innocent_zh: 当地允许村民小组长等兼任：请出示文件。
-- next: Compare with the roster of cadres' pay for the same months.
-- next: Ask who walked the rounds, by the patrol records.
-- next: If true: leave one of the two, recover the other, and ask who approved it.
-- next_zh: 对照同月份的村干部报酬发放名册。
-- next_zh: 调取巡护、考勤记录，查清实际是谁在干。
-- next_zh: 属实的：只保留一份，另一份追回，并查清是谁审批的。
SELECT DISTINCT ON (p.id) p.id AS payment_id, r.id AS line_id
FROM matching_villagecadre AS r
JOIN {payments} AS p ON p.beneficiary_id = r.person_id
JOIN funds_programme AS programme ON programme.id = p.programme_id
WHERE NOT r.ended AND r.cadre_id IS NULL {affected:r.person_id}
    AND p.state = 'paid' AND programme.code IN ('2080705', '2110401', '2089999')
    AND {means:village-cadres:r.relation:self:p.region_id}
    AND p.period_to >= coalesce(r.since, p.period_to) AND p.period_from <= coalesce(r.until, p.period_from)
ORDER BY p.id, r.since NULLS FIRST, r.id
