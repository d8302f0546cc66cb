-- code: prisoner-paid
-- question: Was a benefit that depends on income, or the residents’ pension, paid for whole months in which the person was in prison or compulsory treatment?
-- question_zh: 有没有人在服刑、强制隔离戒毒期间，名下仍在领要看收入的钱，或者居民养老金？
-- headline: {name} has been in custody ({measure}) since {since}; “{programme}” was paid {payments} time(s) for that time, {amount} in all.
-- headline_zh: {name}自{since}起{measure}，其间“{programme}”仍发放{payments}次，共{amount}。
-- example: Somebody is in prison since 10 January. January counts as lived at home; for February and March the subsidy was paid on.
-- example_zh: 某人1月10日入监。1月算在家生活，2月、3月的补贴还在发。
-- scope: member
-- severity: high
-- accuses: measure, since, until
-- registries: prisoners, households, deaths
-- asks_about: means_tested OR code = 'L350102'
-- returns: payments
-- line: prisoners: measure, since, until
-- fact: measure = max(line.measure)
-- fact: since = min(line.since)
-- fact: until = max(line.until)
-- basis: 社会救助暂行办法 (国务院令第649号) art. 13, 68
-- basis: 民政部 特困人员认定办法; the paying programme’s own rules on suspension
-- basis_zh: 《社会救助暂行办法》（国务院令第649号）第十三条、第六十八条
-- basis_zh: 《特困人员认定办法》；各发放项目关于停发的规定
-- basis: 城乡居民基本养老保险经办规程 (人社部发〔2019〕84号): the pension rests while a sentence is served
-- exclusion: outside: community correction, bail, suspended sentence, parole and medical parole are served at home
-- exclusion: partly: the month of admission and of release count as lived at home
-- exclusion: household: a benefit of a household goes on for its other members, as the roster counts them, or else the household register; where neither does, the clue says so
-- exclusion: returned: money that the bank sent back did not reach anybody
-- basis_zh: 《城乡居民基本养老保险经办规程》（人社部发〔2019〕84号）：服刑期间暂停发放养老金
-- exclusion_zh: outside: 社区矫正、取保候审、缓刑、监外执行、假释、保外就医的人仍在家生活
-- exclusion_zh: partly: 收押当月和释放当月算在家生活
-- exclusion_zh: household: 按户发放：家里其他人继续享受（人数看花名册，没写的看户籍登记；两处都查不到的，会注明）
-- exclusion_zh: returned: 银行退回：钱没有到任何人手里
-- innocent: The registry is behind or wrong: the person left, sold or closed it since.
-- innocent: The family did not know that it had to report.
-- innocent_zh: 登记没有及时更新：本人已经离职、转让或注销。
-- innocent_zh: 家属不知道要申报。
-- next: Let the office that keeps the registry confirm the entry, with its dates.
-- next: Ask the bank who drew the money meanwhile.
-- next: If true: stop the benefit from the next month, recover what was overpaid, and ask who approved it.
-- next_zh: 先请登记部门核实这条登记和起止日期。
-- next_zh: 请银行查明其间是谁取走了钱。
-- next_zh: 属实的：从次月起停发，追回多发的钱，并查清是谁审批的。
SELECT DISTINCT ON (p.id) p.id AS payment_id, r.id AS line_id,
    programme.household_benefit AND {persons:p} IS NULL AS unclear_household
FROM matching_prisoner AS r
JOIN {payments} AS p ON p.beneficiary_id = r.person_id
JOIN funds_programme AS programme ON programme.id = p.programme_id
WHERE NOT r.ended {affected:r.person_id}
    AND p.state = 'paid' AND (programme.means_tested OR programme.code = 'L350102')
    AND NOT (programme.household_benefit AND coalesce({persons:p} > 1, false))
    AND {means:prisoners:r.measure:custody:p.region_id}
    AND p.period_from >= date_trunc('month', r.since) + interval '1 month'
    AND p.period_to < coalesce(r.until, 'infinity'::date)
ORDER BY p.id, r.since, r.id
