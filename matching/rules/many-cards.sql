-- code: many-cards
-- question: Is one person's money paid to several cards in one month?
-- question_zh: 有没有一个人同一个月的钱打进好几张卡？
-- headline: The money of {name} went to {cards} accounts in {month}: {programme}; {amount} in such months.
-- headline_zh: {name}在{month}的钱打进了{cards}个账户（{programme}），这样的月份共{amount}。
-- example: In one month the old-age allowance goes to one card, the pension to a second and the care allowance to a third, all three without the name of anybody else.
-- example_zh: 同一个月，高龄津贴、养老金、护理补贴分别打进三张卡，花名册都没有写代领人。
-- scope: person
-- severity: low
-- hint: yes
-- accuses: name, programme
-- grows: cards, month, payments
-- derives: multi-valued-cards
-- parameter: cards = 3 : from how many accounts in one month on
-- parameter_zh: cards: 同一个月打进几个账户起算
-- basis: The rules on paying benefits through one card (一卡通): one person, one card
-- basis_zh: 惠民补贴“一卡通”发放的规定：一人一卡
-- exclusion: replaced: an old card and a new one in the month of the change: fewer than the parameter says
-- exclusion: payee: money that somebody else draws by name, and benefits of a household
-- exclusion: assumed: lines whose day of payment the sheet does not name
-- exclusion: returned: money that the bank sent back did not reach anybody
-- exclusion_zh: replaced: 换卡当月新旧两张：没有达到参数的张数
-- exclusion_zh: payee: 写明由他人代领的，按户发放的
-- exclusion_zh: assumed: 表里没有写发放日期的
-- exclusion_zh: returned: 银行退回：钱没有到任何人手里
-- innocent: Bureaus use lists of accounts of different age, and all cards are the person's.
-- innocent: A column slipped in one sheet.
-- innocent_zh: 各部门用的账号新旧不一，卡都是本人的。
-- innocent_zh: 有一张表账号错行。
-- next: Ask the bank whose the cards are.
-- next: If all are the person's: have one used by all bureaus. If not: see who drew the money.
-- next_zh: 请银行查明每张卡是谁的。
-- next_zh: 都是本人的：统一到一张卡；不是的：查清谁取了钱。
WITH drawn AS (
    SELECT p.id, p.beneficiary_id, p.account, p.region_id, p.amount, p.beneficiary_name,
        programme.name AS programme, date_trunc('month', p.paid_on)::date AS month
    FROM several
    JOIN funds_payment AS p ON p.beneficiary_id = several.key
    JOIN funds_programme AS programme ON programme.id = p.programme_id
    WHERE p.state = 'paid' AND p.account IS NOT NULL AND p.payee_id IS NULL
        AND p.paid_on_precision <> 'assumed' AND NOT programme.household_benefit
        {affected:p.beneficiary_id}
), months AS (
    SELECT beneficiary_id, month, count(DISTINCT account) AS cards, max(region_id) AS region_id
    FROM drawn
    GROUP BY beneficiary_id, month
), many AS (
    SELECT months.* FROM months
    WHERE months.cards >= greatest(2, {cards:months.region_id,months.month})
)
SELECT
    encode(many.beneficiary_id, 'hex') AS subject,
    'computed' AS grade,
    max(drawn.region_id) AS region_code,
    '' AS programme_code,
    sum(drawn.amount) AS amount,
    jsonb_build_object(
        'name', max(drawn.beneficiary_name), 'cards', max(many.cards),
        'month', to_char(max(many.month), 'YYYY-MM'),
        'programme', string_agg(DISTINCT drawn.programme, '、'), 'payments', count(*)
    ) AS facts,
    jsonb_agg({payment:p} ORDER BY p.paid_on, p.id) AS evidence,
    jsonb_build_object(
        'person', encode(many.beneficiary_id, 'hex'), 'village', max(drawn.region_id)
    ) AS groups
FROM many
JOIN drawn ON drawn.beneficiary_id = many.beneficiary_id AND drawn.month = many.month
JOIN funds_payment AS p ON p.id = drawn.id
GROUP BY many.beneficiary_id
