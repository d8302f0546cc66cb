-- code: account-held-by-cadre
-- question: Does a villager's benefit go to an account that a village cadre or a cadre's relative holds?
-- question_zh: 有没有村民的钱打进了村干部或其亲属名下的账户？
-- headline: “{programme}” of {name} goes to an account held by {holder} ({kin}), who is not of the same household; {payments} payment(s), {amount} in all.
-- headline_zh: {name}的“{programme}”打进了{holder}（{kin}）名下的账户，两家不是一户；共{payments}笔，{amount}。
-- example: A widow's old-age allowance goes to the card of the village head's wife, and the two families are not one household.
-- example_zh: 一位老人的高龄津贴打进了村主任妻子的卡，两家不是一户。
-- scope: account
-- severity: high
-- accuses: name, people, holder, registry_name, kin, programme
-- grows: payments, first_period, last_period
-- registries: bank-accounts, village-cadres, households
-- basis: The rules on paying benefits through each beneficiary's own card (一卡通)
-- basis: 国务院 and ministries on the special campaign over 一卡通: no cadre keeps or uses a villager's card
-- basis_zh: 惠民补贴“一卡通”发放的规定：发到本人自己的卡上
-- basis_zh: “一卡通”专项治理的要求：村干部不得代持、代管、代用群众的卡
-- exclusion: own: the cadre's or relative's own benefit
-- exclusion: household: the beneficiary and the holder are of one household
-- exclusion: guardian: a child's benefit whose roster names the holder as payee
-- exclusion: term: payments before or after the cadre's term
-- exclusion: returned: money that the bank sent back did not reach anybody
-- exclusion_zh: own: 村干部或亲属本人的钱
-- exclusion_zh: household: 享受人和持卡人是一户
-- exclusion_zh: guardian: 儿童的钱，花名册写明由持卡人（监护人）代领
-- exclusion_zh: term: 任职以前和离任以后的发放
-- exclusion_zh: returned: 银行退回：钱没有到任何人手里
-- innocent: The beneficiary is the cadre's aged parent in a household of his own, and gets the money.
-- innocent: The account was taken over by mistake from an older roster.
-- innocent_zh: 享受人是村干部单独立户的老父母，钱交到了本人手里。
-- innocent_zh: 沿用了旧花名册里填错的账号。
-- next: Ask the bank for the account's holder and statement before anybody in the village is asked.
-- next: Ask the beneficiary at home, alone, whether the money came.
-- next: If true: have the account changed at once, recover the money, and look at all other payments to accounts of this cadre.
-- next_zh: 先向银行调取开户资料和流水，再到村里了解。
-- next_zh: 单独入户问本人：钱有没有拿到。
-- next_zh: 属实的：立即改卡、追回，并核查打进这名干部账户的其他资金。
WITH held AS (
    -- A cadre's own line, or the nearest relative's.
    SELECT DISTINCT ON (b.account) b.account, b.id AS bank_id, r.id AS cadre_line, b.person_id,
        r.since, r.until
    FROM {registry_subset:matching_bankaccount} AS b
    JOIN matching_villagecadre AS r ON r.person_id = b.person_id AND NOT r.ended
    WHERE NOT b.ended {affected:b.account}
    ORDER BY b.account, r.cadre_id IS NOT NULL, r.since NULLS FIRST, r.id, b.id
), matched AS MATERIALIZED (
    SELECT p.id AS payment_id, held.account, held.bank_id, held.cadre_line, held.person_id,
        p.beneficiary_id
    FROM held
    JOIN {payments} AS p ON p.account = held.account
    JOIN funds_programme AS programme ON programme.id = p.programme_id
    WHERE p.state = 'paid' AND p.beneficiary_id <> held.person_id
        -- All days that the payment may have been made on.
        AND (held.since IS NULL OR p.paid_on_precision <> 'assumed' AND p.paid_on >= held.since)
        AND (
            held.until IS NULL OR p.paid_on_precision = 'day' AND p.paid_on <= held.until
            OR p.paid_on_precision = 'month' AND p.paid_on + interval '1 month' <= held.until + 1
        )
        -- The head of the beneficiary's household, by the roster.
        AND p.head_id IS DISTINCT FROM held.person_id
        AND NOT (
            p.payee_id IS NOT DISTINCT FROM held.person_id
            AND (
                programme.code IN ('2082501', '2082502', 'L350103')
                OR {means:payments:p.recipient_class:child,schooling:p.region_id}
            )
        )
)
SELECT
    encode(matched.account, 'hex') AS subject,
    'computed' AS grade,
    max(p.region_id) AS region_code,
    mode() WITHIN GROUP (ORDER BY programme.code) AS programme_code,
    sum(p.amount) AS amount,
    jsonb_build_object(
        'name', array_to_string((array_agg(DISTINCT p.beneficiary_name))[1:10], '、'),
        'people', count(DISTINCT p.beneficiary_id),
        'holder', b.name, 'registry_name', b.name,
        'kin', coalesce(nullif(r.post, ''), '村干部')
            || CASE WHEN coalesce(nullif(r.relation, ''), '本人') = '本人' THEN ''
                ELSE coalesce(r.cadre_name, '') || '的' || r.relation END,
        'programme', string_agg(DISTINCT programme.name, '、'), 'payments', count(*),
        'first_period', min(p.period_from), 'last_period', max(p.period_to)
    ) AS facts,
    jsonb_agg({payment:p} ORDER BY p.period_from, p.id)
        || {registry:b:bank-accounts:bank}
        || {registry:r:village-cadres:relation,cadre_name,post,since,until} AS evidence,
    jsonb_build_object(
        'account', encode(matched.account, 'hex'), 'village', max(p.region_id),
        'handler', encode(coalesce(r.cadre_id, r.person_id), 'hex')
    ) AS groups
FROM matched
JOIN funds_payment AS p ON p.id = matched.payment_id
JOIN funds_programme AS programme ON programme.id = p.programme_id
JOIN matching_bankaccount AS b ON b.id = matched.bank_id
JOIN matching_villagecadre AS r ON r.id = matched.cadre_line
WHERE NOT EXISTS (
        -- The bank names the beneficiary as a holder too.
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
GROUP BY matched.account, b.id, b.name, b.bank, b.batch_id, b.sheet, b.row_number, r.id, r.name,
    r.relation, r.cadre_name, r.cadre_id, r.person_id, r.post, r.since, r.until, r.batch_id,
    r.sheet, r.row_number
