-- code: living-allowance-outside-dibao
-- question: Is the living allowance for the disabled in difficulty paid to somebody who stands in no list of the minimum living allowance?
-- question_zh: 困难残疾人生活补贴是不是发给了不在低保名单里的人？
-- headline: {name} drew “{programme}” {payments} time(s), {amount} in all, and stands in no list of the minimum living allowance for those months.
-- headline_zh: {name}领“{programme}”{payments}次，共{amount}，这些月份不在低保名单里。
-- example: Somebody with a certificate of the third degree draws the allowance of 90 yuan a month; no member of the family is in the list of the living allowance.
-- example_zh: 某三级残疾人每月领90元生活补贴，本人不在任何低保家庭里。
-- scope: person
-- severity: low
-- accuses: name, programme
-- registries: dibao
-- programmes: code = '2081107'
-- returns: payments
-- parameter: others = 0 : 1 where the region pays others in difficulty as well
-- parameter_zh: others: 当地已扩大到其他困难残疾人的，填1
-- basis: 国务院关于全面建立困难残疾人生活补贴和重度残疾人护理补贴制度的意见 (国发〔2015〕52号): for the disabled in families on the minimum living allowance; regions may go further
-- basis_zh: 《国务院关于全面建立困难残疾人生活补贴和重度残疾人护理补贴制度的意见》（国发〔2015〕52号）：补给低保家庭中的残疾人，有条件的地方可逐步扩大
-- exclusion: listed: whoever the list has for the month, whenever it was loaded
-- exclusion: no-list: places for which no office has loaded its list
-- exclusion: loaded-in-part: counties whose list knows less than half of those who draw the allowance
-- exclusion: others: regions that pay others as well, by the parameter
-- exclusion: returned: money that the bank sent back did not reach anybody
-- exclusion_zh: listed: 名单里当月在保的
-- exclusion_zh: no-list: 当地没有导入低保名单的，不判断
-- exclusion_zh: loaded-in-part: 名单只导入了一部分（领补贴的人里查得到的不到一半）的县区，不判断
-- exclusion_zh: others: 已按参数扩大范围的地区
-- exclusion_zh: returned: 银行退回：钱没有到任何人手里
-- innocent: The region extended the allowance to families near the minimum; set the parameter.
-- innocent: The person joined the family's living allowance, and the list is behind.
-- innocent_zh: 当地已扩大到低保边缘等家庭：请设置参数。
-- innocent_zh: 刚纳入低保，名单没有及时更新。
-- next: Ask the civil affairs bureau since when the family has been in the list.
-- next: If it never was: stop from the next month and look at what it was granted on.
-- next_zh: 请民政部门核实这家人是否在保、从哪月起。
-- next_zh: 不在保的：次月停发，并查清审批依据。
SELECT p.id AS payment_id
FROM {payments} AS p
JOIN funds_programme AS programme ON programme.id = p.programme_id
WHERE p.state = 'paid' AND programme.code = '2081107' {affected:p.beneficiary_id}
    AND {others:p.region_id,p.period_from} = 0
    AND NOT EXISTS (
        SELECT FROM matching_dibaomember AS r
        WHERE r.person_id = p.beneficiary_id AND NOT r.ended
            AND r.since <= p.period_to AND coalesce(r.until, p.period_from) >= p.period_from
    )
    -- Only where the list is loaded, and not in part: a missing one accuses nobody.
    AND {covered:dibao:p.region_id}
