-- code: account-of-several-households
-- question: Does the money of several people who are not one household go to one bank account?
-- question_zh: 有没有不是一家人的几个人，钱都打进了同一个账户？
-- headline: The money of {people} people ({name}) who are not one household goes to one account; {payments} payment(s), {amount} in all.
-- headline_zh: {people}个不是一家的人（{name}）的钱打进同一个账户，共{payments}笔，{amount}。
-- example: The old-age allowances of three neighbours go to one card. If the three stand in one household register, or are children with their guardian, nothing is raised.
-- example_zh: 三位邻居的高龄津贴打进同一张卡。三人同户的、由监护人代领的孩子，都不提示。
-- scope: account
-- severity: medium
-- accuses: people, name, programme
-- grows: payments, last_paid_on
-- registries: households
-- derives: multi-valued-drawers
-- parameter: people = 3 : from how many people on one account
-- parameter: institution = 20 : from how many people an account with nobody but persons in extreme difficulty and orphans is an institution's
-- parameter_zh: people: 一个账户进几个人的钱起算
-- parameter_zh: institution: 账户里全是特困人员、孤儿，达到多少人算供养机构代领
-- basis: The rules on paying benefits through each beneficiary's own card (一卡通)
-- basis_zh: 惠民补贴“一卡通”发放的规定：发到本人自己的卡上
-- exclusion: household: the people are members of one household
-- exclusion: head: a household's benefit goes to the card of its head
-- exclusion: children: children's and pupils' benefits go to the card of whoever cares for them
-- exclusion: institution: an institution of care draws for all who live there: by the class of each, or by their number
-- exclusion: few: fewer people than the parameter says
-- exclusion: returned: money that the bank sent back did not reach anybody
-- exclusion_zh: household: 都是一户的成员
-- exclusion_zh: head: 按户发放的钱打到户主卡上
-- exclusion_zh: children: 孤儿、儿童和学生的钱打到监护人卡上
-- exclusion_zh: institution: 供养机构为集中供养的人统一代领（类别都写明集中供养，或达到参数的人数）
-- exclusion_zh: few: 人数没有达到参数的
-- exclusion_zh: returned: 银行退回：钱没有到任何人手里
-- innocent: A daughter collects for her parents and parents-in-law, who cannot go to the bank.
-- innocent: The household register lacks a member or is behind.
-- innocent: A column slipped in the sheet, and the account is one person's own.
-- innocent_zh: 子女替行动不便的父母、公婆代领。
-- innocent_zh: 户籍名册不全或没有及时更新。
-- innocent_zh: 花名册账号错行，账户其实是其中一个人的。
-- next: Ask the bank who holds the account and who drew the money.
-- next: Ask each person at home whether the money reached them, and how.
-- next: If the account is a relative's by agreement: have each person's own card named, or put the mandate on record.
-- next: If the people knew nothing of the money: secure the account's statement.
-- next_zh: 请银行查明账户是谁的、钱被谁取走。
-- next_zh: 入户逐人核实：钱有没有拿到、怎么拿到的。
-- next_zh: 亲属代领、本人同意的：换成本人的卡，或补办委托手续。
-- next_zh: 本人不知情的：固定账户流水。
WITH drawn AS (
    -- Whoever draws for a whole household is one with its head.
    SELECT p.account, CASE WHEN programme.household_benefit THEN coalesce(p.head_id, p.beneficiary_id)
            ELSE p.beneficiary_id END AS person_id,
        programme.code IN ('2082101', '2082102', '2082501', '2082502') AS cared_for,
        max(p.id) AS last_id, count(*) AS payments, sum(p.amount) AS amount,
        max(p.region_id) AS region_id, max(p.paid_on) AS paid_on, programme.id AS programme_id
    FROM several
    JOIN funds_payment AS p ON p.account = several.key
    JOIN funds_programme AS programme ON programme.id = p.programme_id
    WHERE p.state = 'paid' {affected:p.account}
    GROUP BY 1, 2, programme.id
), persons AS (
    SELECT drawn.account, drawn.person_id, bool_and(drawn.cared_for) AS cared_for,
        -- The roster itself says that an institution draws.
        bool_and({means:payments:p.recipient_class:institution:p.region_id}) AS in_institution,
        -- A child's money may go to anybody who cares for it.
        bool_or(NOT (
            programme.code IN ('2082501', '2082502', 'L350103', '2130506')
            OR {means:payments:p.recipient_class:child,schooling:p.region_id}
        )) AS counts,
        max(drawn.region_id) AS region_id, max(drawn.paid_on) AS paid_on
    FROM drawn
    JOIN funds_payment AS p ON p.id = drawn.last_id
    JOIN funds_programme AS programme ON programme.id = drawn.programme_id
    GROUP BY drawn.account, drawn.person_id
), accounts AS (
    SELECT account, count(*) FILTER (WHERE counts) AS people, bool_and(cared_for) AS cared_for,
        bool_and(in_institution) AS in_institution,
        count(*) AS everybody, max(region_id) AS region_id, max(paid_on) AS paid_on
    FROM persons
    GROUP BY account
), suspected AS MATERIALIZED (
    SELECT account, people FROM accounts
    WHERE people >= greatest(2, {people:accounts.region_id,accounts.paid_on})
        AND NOT (
            cared_for AND (
                in_institution
                OR everybody >= {institution:accounts.region_id,accounts.paid_on}
            )
        )
), one_household AS (
    SELECT DISTINCT suspected.account
    FROM suspected
    JOIN persons ON persons.account = suspected.account AND persons.counts
    JOIN matching_householdmember AS member
        ON member.person_id = persons.person_id AND NOT member.ended
    GROUP BY suspected.account, suspected.people, member.household
    HAVING count(DISTINCT persons.person_id) >= suspected.people
)
SELECT
    encode(suspected.account, 'hex') AS subject,
    'computed' AS grade,
    max(drawn.region_id) AS region_code,
    mode() WITHIN GROUP (ORDER BY programme.code) AS programme_code,
    sum(drawn.amount) AS amount,
    jsonb_build_object(
        'people', suspected.people,
        'name', array_to_string((array_agg(DISTINCT p.beneficiary_name))[1:10], '、'),
        'programme', string_agg(DISTINCT programme.name, '、'),
        'payments', sum(drawn.payments), 'last_paid_on', max(drawn.paid_on)
    ) AS facts,
    -- The newest line of each person and programme stands for the others.
    jsonb_agg({payment:p} ORDER BY p.beneficiary_name, p.id) AS evidence,
    jsonb_build_object(
        'account', encode(suspected.account, 'hex'), 'village', max(drawn.region_id)
    ) AS groups
FROM suspected
JOIN drawn ON drawn.account = suspected.account
JOIN persons
    ON persons.account = drawn.account AND persons.person_id = drawn.person_id AND persons.counts
JOIN funds_payment AS p ON p.id = drawn.last_id
JOIN funds_programme AS programme ON programme.id = drawn.programme_id
WHERE suspected.account NOT IN (SELECT account FROM one_household)
GROUP BY suspected.account, suspected.people
