-- code: account-not-beneficiarys
-- question: Does somebody's benefit go to the account of another person of whom the roster says nothing?
-- question_zh: 有没有钱打进了别人的账户，而花名册没有写明由谁代领？
-- headline: “{programme}” of {name} goes to an account held by {holder}, whom the roster does not name and who is not of the same household; {payments} payment(s), {amount} in all.
-- headline_zh: {name}的“{programme}”打进了{holder}名下的账户，花名册没有写这个人，两人也不是一户；共{payments}笔，{amount}。
-- example: Somebody's pension goes to a neighbour's account. The roster names nobody who collects for him.
-- example_zh: 某人的养老金打进了邻居的账户，花名册没有写由谁代领。
-- scope: account
-- severity: medium
-- reason_of: account-held-by-cadre, account-of-several-households
-- accuses: name, holder, registry_name, programme
-- grows: payments, first_period, last_period
-- registries: bank-accounts, households
-- basis: The rules on paying benefits through each beneficiary's own card (一卡通)
-- basis_zh: 惠民补贴“一卡通”发放的规定：发到本人自己的卡上
-- exclusion: payee: the roster names the holder as payee or as head of the household
-- exclusion: household: the beneficiary and the holder are of one household
-- exclusion: children: children's and pupils' benefits go to the card of whoever cares for them
-- exclusion: same-name: the bank holds the account under the same name and another number
-- exclusion: no-registry: accounts that stand in no list of holders
-- exclusion: returned: money that the bank sent back did not reach anybody
-- exclusion_zh: payee: 花名册写明由持卡人代领，或持卡人是户主
-- exclusion_zh: household: 享受人和持卡人是一户
-- exclusion_zh: children: 孤儿、儿童和学生的钱打到监护人卡上
-- exclusion_zh: same-name: 银行登记的户名相同、证件号不同
-- exclusion_zh: no-registry: 账户没有登记持卡人的不比对
-- exclusion_zh: returned: 银行退回：钱没有到任何人手里
-- innocent: A child or neighbour collects for somebody who cannot leave the house, and nobody wrote it down.
-- innocent: The household register is behind.
-- innocent: The account in the roster is off by a digit or a row.
-- innocent_zh: 子女或邻居替出不了门的老人代领，没有写进花名册。
-- innocent_zh: 户籍名册没有及时更新。
-- innocent_zh: 花名册账号填错一位或错了一行。
-- next: Ask the bank who holds the account.
-- next: Ask the beneficiary at home whether the money came.
-- next: If the other person collects by agreement, put the mandate on record or change to the beneficiary's own card.
-- next_zh: 请银行核实账户是谁的。
-- next_zh: 入户问本人：钱有没有拿到。
-- next_zh: 本人同意代领的：补办委托手续，或换成本人的卡。
WITH matched AS MATERIALIZED (
    SELECT p.id AS payment_id, p.beneficiary_id, held.account, held.id AS bank_id, held.person_id
    FROM {registry_subset:matching_bankaccount} AS held
    JOIN {payments} AS p ON p.account = held.account
    JOIN funds_programme AS programme ON programme.id = p.programme_id
    WHERE NOT held.ended {affected:held.account}
        AND p.state = 'paid' AND p.beneficiary_id <> held.person_id
        AND p.payee_id IS DISTINCT FROM held.person_id
        AND p.head_id IS DISTINCT FROM held.person_id
        AND p.beneficiary_name <> held.name
        AND programme.code NOT IN ('2082501', '2082502', 'L350103', '2130506')
        AND NOT {means:payments:p.recipient_class:child,schooling:p.region_id}
)
SELECT
    -- One clue for each person on the account. A second sealed number would be too long.
    encode(matched.account, 'hex') || ':'
        || left(encode(sha256(matched.beneficiary_id), 'hex'), 32) AS subject,
    'computed' AS grade,
    max(p.region_id) AS region_code,
    mode() WITHIN GROUP (ORDER BY programme.code) AS programme_code,
    sum(p.amount) AS amount,
    jsonb_build_object(
        'name', max(p.beneficiary_name), 'holder', b.name, 'registry_name', b.name,
        'programme', string_agg(DISTINCT programme.name, '、'), 'payments', count(*),
        'first_period', min(p.period_from), 'last_period', max(p.period_to)
    ) AS facts,
    jsonb_agg({payment:p} ORDER BY p.period_from, p.id)
        || {registry:b:bank-accounts:bank} AS evidence,
    jsonb_build_object(
        'person', encode(matched.beneficiary_id, 'hex'),
        'account', encode(matched.account, 'hex'), 'village', max(p.region_id)
    ) AS groups
FROM matched
JOIN funds_payment AS p ON p.id = matched.payment_id
JOIN funds_programme AS programme ON programme.id = p.programme_id
JOIN matching_bankaccount AS b ON b.id = matched.bank_id
WHERE NOT EXISTS (
        -- Of several holders the first that the bank names.
        SELECT FROM matching_bankaccount AS before
        WHERE before.account = matched.account AND NOT before.ended
            AND before.id < matched.bank_id
        OFFSET 0
    )
    AND NOT EXISTS (
        SELECT FROM matching_bankaccount AS own
        WHERE own.account = matched.account AND own.person_id = matched.beneficiary_id
            AND NOT own.ended
    )
    AND NOT EXISTS (
        -- Asked one by one: few are left.
        SELECT FROM matching_householdmember AS one
        JOIN matching_householdmember AS other
            ON other.household = one.household AND NOT other.ended
        WHERE one.person_id = matched.beneficiary_id AND NOT one.ended
            AND other.person_id = matched.person_id
        OFFSET 0
    )
GROUP BY matched.account, matched.beneficiary_id, b.id, b.name, b.bank, b.batch_id, b.sheet,
    b.row_number
