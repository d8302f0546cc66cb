-- code: payee-died
-- question: Is money still paid to somebody for another person after the payee died?
-- question_zh: 代领人（收款人）已经去世，钱是不是还在打给他？
-- headline: {registry_name}, who draws for {name}, is registered as having died on {died_on}; “{programme}” has since been paid {payments} time(s), {amount} in all.
-- headline_zh: 替{name}收款的{registry_name}登记于{died_on}去世，此后“{programme}”仍发放{payments}次，共{amount}。
-- headline_other_name: The number of the payee of {name} is registered, under another name ({registry_name}), as of somebody who died on {died_on}; “{programme}” has since been paid {payments} time(s), {amount} in all.
-- headline_other_name_zh: 替{name}收款的身份证号登记在{registry_name}名下（姓名不同），该人于{died_on}去世，此后“{programme}”仍发放{payments}次，共{amount}。
-- example: A grandmother draws the orphan's money. She dies in February; in April it still goes to her card.
-- example_zh: 奶奶替孤儿收款，2月去世，4月的钱还打在她的卡上。
-- scope: person
-- severity: high
-- accuses: name, registry_name, programme, died_on
-- grows: payments, first_period, last_period
-- registries: deaths
-- parameter: grace_months = 1 : further whole months after the month of death in which the payee may not have been changed yet
-- parameter_zh: grace_months: 去世当月之后，收款人可以还没有更换的整月数
-- basis: The rules on paying benefits through one card (一卡通): into the beneficiary's own account, or a living guardian's
-- basis_zh: 惠民补贴“一卡通”发放的规定：发到本人卡上，代领的应当是在世的监护人
-- exclusion: grace: the months that changing the payee takes
-- exclusion: own: whoever draws for themselves: that is the rule paid-after-death
-- exclusion: returned: money that the bank sent back did not reach anybody
-- exclusion_zh: grace: 更换收款人需要的月份
-- exclusion_zh: own: 自己领自己的，由另一条规则管
-- exclusion_zh: returned: 银行退回：钱没有到任何人手里
-- innocent: The bank closed the card, and the money waits there or was handed out by an heir.
-- innocent: The new guardian was named, and only the roster is behind.
-- innocent: The registry of deaths holds a wrong entry.
-- innocent_zh: 卡已经停用，钱还在账上，或由继承人转交。
-- innocent_zh: 监护人已经更换，只是花名册没有改。
-- innocent_zh: 死亡登记本身有误。
-- next: Ask the bank who drew the money since.
-- next: Find out who cares for the beneficiary now, and name that person's or the beneficiary's own card.
-- next: If others kept it: recover it for the beneficiary.
-- next_zh: 请银行查明此后是谁取走了钱。
-- next_zh: 查清享受人现在由谁照料，换成本人或新监护人的卡。
-- next_zh: 被他人占用的：追回并交给享受人。
WITH dead AS (
    -- Two sources may differ: the later date is the one that accuses nobody too early.
    SELECT DISTINCT ON (person_id) id, person_id, died_on
    FROM matching_deathrecord
    WHERE NOT ended {affected:person_id}
    ORDER BY person_id, died_on DESC, id
)
SELECT
    encode(p.payee_id, 'hex') || ':' || programme.code AS subject,
    CASE WHEN bool_or(p.payee_name = r.name) THEN 'exact' ELSE 'other-name' END AS grade,
    max(p.region_id) AS region_code,
    programme.code AS programme_code,
    sum(p.amount) AS amount,
    jsonb_build_object(
        'name', array_to_string((array_agg(DISTINCT p.beneficiary_name))[1:10], '、'),
        'registry_name', max(r.name), 'died_on', max(r.died_on), 'programme', programme.name,
        'payments', count(*), 'first_period', min(p.period_from), 'last_period', max(p.period_to)
    ) AS facts,
    jsonb_agg({payment:p} ORDER BY p.period_from, p.id)
        || jsonb_agg(DISTINCT {registry:r:deaths:died_on,source}) AS evidence,
    jsonb_build_object(
        'person', encode(p.payee_id, 'hex'), 'village', max(p.region_id)
    ) AS groups
FROM dead
JOIN matching_deathrecord AS r ON r.id = dead.id
JOIN {payments} AS p ON p.payee_id = dead.person_id
JOIN funds_programme AS programme ON programme.id = p.programme_id
WHERE p.state = 'paid' AND p.beneficiary_id <> p.payee_id
    AND p.period_from >= date_trunc('month', dead.died_on)
        + make_interval(months => 1 + {grace_months:p.region_id,p.period_from}::int)
GROUP BY p.payee_id, programme.id
