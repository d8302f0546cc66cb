-- code: paid-after-death
-- question: Was money paid to a person for a period that begins after the month of the person's death?
-- question_zh: 有没有人去世以后，名下仍在按月（按年）领钱？
-- headline: {name} is registered as having died on {died_on}. “{programme}” has since paid {payments} time(s), {amount} in all.
-- headline_zh: {name}登记于{died_on}去世，此后“{programme}”又发放{payments}次，共{amount}。
-- headline_other_name: This identity number is registered as {registry_name}, died on {died_on}. Under the name {name}, “{programme}” has since paid {payments} time(s), {amount} in all.
-- headline_other_name_zh: 这个身份证号登记的是{registry_name}，{died_on}去世；“{programme}”此后以{name}的名义又发放{payments}次，共{amount}。
-- example: Somebody dies on 15 February. The old-age allowance for February is theirs, also if it is paid in March. For March and April 100 yuan each were paid on: two payments, 200 yuan.
-- example_zh: 某人2月15日去世。2月的高龄津贴照算，哪怕3月才发。3月、4月又各发100元：两笔，共200元。
-- scope: member
-- severity: high
-- accuses: died_on
-- grows: last_paid_on
-- registries: deaths, households
-- returns: payments
-- line: deaths: died_on, source
-- fact: died_on = max(line.died_on)
-- fact: last_paid_on = max(p.paid_on) FILTER (WHERE p.paid_on_precision = 'day')
-- parameter: grace_months = 0 : further whole months after the month of death that count as lived
-- parameter_zh: grace_months: 去世当月之后仍算在世的整月数
-- basis: 社会救助暂行办法 (国务院令第649号) art. 13, 17; the paying programme's own rules
-- basis_zh: 《社会救助暂行办法》（国务院令第649号）第十三条、第十七条；各发放项目自己的规定
-- exclusion: back-pay: a period that begins in or before the month of death is for months lived, however late it is paid
-- exclusion: household: a benefit of a household goes on for its living members, as the roster counts them, or else the household register; where neither does, the clue says so
-- exclusion: returned: money that the bank sent back did not reach anybody
-- exclusion_zh: back-pay: 补发：所属期从去世当月或更早开始的，是在世时应得的，发得再晚也不算
-- exclusion_zh: household: 按户发放：家里还有人在世的，继续享受（人数看花名册，没写的看户籍登记；两处都查不到的，会注明）
-- exclusion_zh: returned: 银行退回：钱没有到任何人手里
-- innocent: The registry holds a wrong entry, for instance the widow instead of her husband.
-- innocent: The family has not yet reported the death, and nobody has drawn the money.
-- innocent: The account was inherited and the money already paid back.
-- innocent_zh: 死亡登记本身有误，例如把健在的妻子当成去世的丈夫登记了。
-- innocent_zh: 家属还没有申报去世，卡里的钱也没有人动过。
-- innocent_zh: 账户由家属继承，多发的钱已经退回。
-- next: Let the village check whether the person lives, and ask the bank who drew the money since the death.
-- next: If the person lives, have the registry mended first and close the matter as a wrong entry.
-- next: If the person is dead, stop the payment and recover what was drawn.
-- next_zh: 先请村里核实本人是否在世，再请银行查明去世后是谁取走了钱。
-- next_zh: 本人在世的：先更正死亡登记，按登记有误了结。
-- next_zh: 本人确已去世的：停止发放，追回已被取走的钱。
SELECT p.id AS payment_id, d.id AS line_id,
    programme.household_benefit AND {persons:p} IS NULL AS unclear_household
FROM (
    SELECT id, person_id, died_on,
        (date_trunc('month', died_on::timestamp) + interval '1 month')::date AS month_after
    FROM {registry_subset:matching_deathrecord} AS known
    WHERE NOT ended {affected:person_id}
    -- In the order of the payments' index.
    ORDER BY person_id
) AS d
CROSS JOIN LATERAL (
    -- Person by person through the index: of nearly all of the dead there is nothing later.
    SELECT * FROM {payments} AS own
    WHERE own.beneficiary_id = d.person_id AND own.state = 'paid'
        AND own.period_from >= d.month_after
    OFFSET 0
) AS p
JOIN funds_programme AS programme ON programme.id = p.programme_id
WHERE p.period_from >= d.month_after + make_interval(months => {grace_months:p.region_id,p.period_from}::int)
    AND NOT EXISTS (
        -- Two sources may differ: the later date is the one that accuses nobody too early.
        SELECT FROM matching_deathrecord AS later
        WHERE later.person_id = p.beneficiary_id AND NOT later.ended
            AND (later.died_on > d.died_on OR later.died_on = d.died_on AND later.id < d.id)
        OFFSET 0
    )
    AND NOT (programme.household_benefit AND coalesce({persons:p} > 1, false))
