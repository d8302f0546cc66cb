-- code: enrolled-after-death
-- question: Was a person put on a programme's roll only after having died?
-- question_zh: 有没有人去世以后才被新报进花名册领钱？
-- headline: {name} is registered as having died on {died_on}. “{programme}” was first paid for {first_period}, after the death and never before; {payments} time(s), {amount} in all.
-- headline_zh: {name}登记于{died_on}去世；“{programme}”去世前从没有发过，从{first_period}的所属期才开始发，共{payments}次，{amount}。
-- headline_other_name: This identity number is registered as {registry_name}, died on {died_on}. Under the name {name}, “{programme}” was first paid for {first_period}, after the death; {payments} time(s), {amount} in all.
-- headline_other_name_zh: 这个身份证号登记的是{registry_name}，{died_on}去世；“{programme}”以{name}的名义从{first_period}的所属期才开始发，共{payments}次，{amount}。
-- example: Somebody died on 15 February and had never drawn the old-age allowance. It is first paid for April: every payment counts.
-- example_zh: 某人2月15日去世，生前没有领过高龄津贴，4月起却第一次有了他的发放：每一笔都算。
-- scope: member
-- severity: high
-- reason_of: paid-after-death
-- accuses: died_on, first_period
-- grows: last_paid_on
-- registries: deaths, households
-- reaches: first-month
-- returns: payments
-- line: deaths: died_on, source
-- fact: died_on = max(line.died_on)
-- fact: first_period = min(found.began)
-- fact: last_paid_on = max(p.paid_on) FILTER (WHERE p.paid_on_precision = 'day')
-- parameter: grace_months = 0 : further whole months after the month of death in which a first payment still counts as applied for in life
-- parameter_zh: grace_months: 去世当月之后几个整月内首次发放，仍算生前申请
-- basis: 社会救助暂行办法 (国务院令第649号) art. 13, 17; the paying programme's own rules
-- basis_zh: 《社会救助暂行办法》（国务院令第649号）第十三条、第十七条；各发放项目自己的规定
-- exclusion: before: whoever drew the programme before the death is the rule paid-after-death
-- exclusion: no-records: the county had not yet published this programme when the person died, so nobody can say what was paid before
-- exclusion: household: a benefit of a household goes on for its living members, as the roster counts them, or else the household register; where neither does, the clue says so
-- exclusion: once: what is paid once or when approved may have been applied for in life
-- exclusion: burial: burial grants and survivors’ money begin with a death, where the class says so
-- exclusion: returned: money that the bank sent back did not reach anybody
-- exclusion_zh: before: 去世前就在领的，由“去世后仍发放”规则管
-- exclusion_zh: no-records: 去世时本县还没有公开过这个项目，看不出以前发没发
-- exclusion_zh: household: 按户发放：家里还有人在世的，继续享受（人数看花名册，没写的看户籍登记；两处都查不到的，会注明）
-- exclusion_zh: once: 一次性或按审批发放的，可能生前就已申请
-- exclusion_zh: burial: 丧葬费、遗属补助、抚恤金本来就在去世后发（类别里写明）
-- exclusion_zh: returned: 银行退回：钱没有到任何人手里
-- innocent: The registry holds a wrong entry, for instance the widow instead of her husband.
-- innocent: A number was mistyped in the roster, and the money is a living person's.
-- innocent: The person applied in life, and approval took months.
-- innocent_zh: 死亡登记本身有误，例如把健在的妻子当成去世的丈夫登记了。
-- innocent_zh: 花名册上身份证号打错了，钱是另一个健在的人的。
-- innocent_zh: 生前已经申请，审批拖了几个月。
-- next: Let the village check whether the person lives.
-- next: Ask for the application, with its date and signature, and who approved it.
-- next: Ask the bank whose account the money went to and who drew it.
-- next_zh: 先请村里核实本人是否在世。
-- next_zh: 调取申请表：申请日期、签名、谁审批的。
-- next_zh: 请银行查明钱进了谁的账户、被谁取走。
WITH dead AS (
    -- Two sources may differ: the later date is the one that accuses nobody too early.
    SELECT DISTINCT ON (person_id) id, person_id, died_on
    FROM matching_deathrecord
    WHERE NOT ended {affected:person_id}
    ORDER BY person_id, died_on DESC, id
), drawn AS (
    -- Money that the bank sent back shows as well that the person stood in the roster.
    SELECT p.beneficiary_id, p.programme_id, min(p.period_from) AS began,
        max(p.region_id) AS region_id
    FROM dead
    JOIN funds_payment AS p ON p.beneficiary_id = dead.person_id
    WHERE p.state IN ('paid', 'returned') AND NOT {means:payments:p.recipient_class:funeral:p.region_id}
    GROUP BY p.beneficiary_id, p.programme_id
)
SELECT p.id AS payment_id, dead.id AS line_id, drawn.began,
    programme.household_benefit AND {persons:p} IS NULL AS unclear_household
FROM dead
JOIN drawn ON drawn.beneficiary_id = dead.person_id
JOIN funds_programme AS programme ON programme.id = drawn.programme_id
JOIN LATERAL (
    -- Only where the county paid this programme through the portal while the person lived.
    SELECT min(total.month) AS first_month
    FROM funds_paymenttotal AS total
    WHERE total.programme_id = drawn.programme_id AND total.payments > 0
        AND total.region_code = rpad(left(drawn.region_id, 6), 12, '0')
) AS reach ON reach.first_month <= dead.died_on
JOIN funds_payment AS p
    ON p.beneficiary_id = drawn.beneficiary_id AND p.programme_id = drawn.programme_id
WHERE p.state = 'paid' AND NOT {means:payments:p.recipient_class:funeral:p.region_id}
    AND programme.period_kind NOT IN ('one-off', 'on-approval')
    AND drawn.began >= date_trunc('month', dead.died_on)
        + make_interval(months => 1 + {grace_months:drawn.region_id,drawn.began}::int)
    AND NOT (programme.household_benefit AND coalesce({persons:p} > 1, false))
