-- code: struck-off-and-paid
-- question: Is a benefit of the place paid to somebody whom the population register has struck off or moved away?
-- question_zh: 户籍已经注销或迁出的人，是不是还在领当地的补贴？
-- headline: The population register says of {registry_name}: {status}. “{programme}” was paid {payments} time(s) since it reaches so far, {amount} in all.
-- headline_zh: 户籍登记里{registry_name}的状态是“{status}”，名册数据截止以后“{programme}”仍发放{payments}次，共{amount}。
-- headline_other_name: The population register says of the number of {name}, under another name ({registry_name}): {status}. “{programme}” was paid {payments} time(s) since, {amount} in all.
-- headline_other_name_zh: {name}的身份证号在户籍登记里是{registry_name}（姓名不同），状态是“{status}”，此后“{programme}”仍发放{payments}次，共{amount}。
-- example: The register, as of the end of March, says that somebody moved to another province; April's old-age allowance is paid here.
-- example_zh: 户籍数据截至3月底，登记某人已迁往外省；4月的高龄津贴还在本地发。
-- scope: person
-- severity: low
-- accuses: status
-- registries: population, deaths
-- reaches: as-of
-- returns: payments
-- line: population: status
-- fact: status = max(line.status)
-- basis: Each programme is for people who are registered where it is paid, as in the catalogue
-- basis_zh: 各项目规定：户籍在当地的人享受
-- exclusion: registered: another line of the register has the person standing
-- exclusion: before: months before the day up to which the register reaches, as it gives no date
-- exclusion: land: subsidies by area, pensions and resettlement follow the land or the insurance, not the register
-- exclusion: died: whoever stands in a registry of deaths is the rule paid-after-death
-- exclusion: returned: money that the bank sent back did not reach anybody
-- exclusion_zh: registered: 户籍登记里另有在册的记录
-- exclusion_zh: before: 户籍数据截止日以前的月份（注销、迁出没有日期）
-- exclusion_zh: land: 按亩发的、养老金、移民后扶，跟着土地或参保走
-- exclusion_zh: died: 死亡名单里有的，由另一条规则管
-- exclusion_zh: returned: 银行退回：钱没有到任何人手里
-- innocent: The move was within the county, and the new line has not come yet.
-- innocent: The benefit is handed over to the new place at the end of the quarter.
-- innocent_zh: 县内迁移，新的登记还没有到。
-- innocent_zh: 待遇按规定到季度末才转移到新地方。
-- next: Ask the police when and where to the person moved, or why the entry was struck off.
-- next: Ask the new place whether the benefit is paid there as well.
-- next: If true: end it here from the next month.
-- next_zh: 请公安核实何时迁往何处、因何注销。
-- next_zh: 问迁入地是否也在发。
-- next_zh: 属实的：次月起停发，办理转移。
SELECT DISTINCT ON (p.id) p.id AS payment_id, r.id AS line_id
FROM {registry_subset:matching_resident} AS r
JOIN matching_registrysource AS source
    ON source.name = 'population' AND source.office_id = r.office_id
JOIN {payments} AS p ON p.beneficiary_id = r.person_id
JOIN funds_programme AS programme ON programme.id = p.programme_id
WHERE NOT r.ended {affected:r.person_id}
    AND p.state = 'paid'
    AND {means:population:r.status:moved-away,struck-off,dead:p.region_id}
    AND p.period_from > source.as_of
    AND programme.unit <> 'mu' AND programme.code NOT IN ('L350102', '2130321', '2080801')
    AND NOT EXISTS (
        SELECT FROM matching_resident AS other
        WHERE other.person_id = r.person_id AND NOT other.ended
            AND {means:population:other.status:registered,serving:p.region_id}
    )
    AND NOT EXISTS (
        SELECT FROM matching_deathrecord AS dead
        WHERE dead.person_id = r.person_id AND NOT dead.ended
    )
ORDER BY p.id, r.id
