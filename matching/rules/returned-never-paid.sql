-- code: returned-never-paid
-- question: Has money that the bank sent back never been paid again to the person it was for?
-- question_zh: 有没有银行退回以后一直没有重新发到人手里的钱？
-- headline: The bank sent back {payments} payment(s) of “{programme}” to {name}, last on {returned_on}; nothing was paid for these periods since. {amount} is owed.
-- headline_zh: {name}的“{programme}”有{payments}笔被银行退回（最近一次{returned_on}），至今没有重发，欠{amount}。
-- example: January's 100 yuan came back from the bank. In April the county has long paid others, but this person's January was never sent again: 100 yuan are owed.
-- example_zh: 1月的100元被银行退回，到4月别人都正常发放，他1月的钱一直没有重发：欠100元。
-- scope: county
-- severity: medium
-- accuses: name, programme, returned_on
-- grows: payments, first_period, last_period
-- growth: 1
-- goes_to: department
-- registries: deaths
-- parameter: days = 60 : days after the return within which the county may still pay again, reckoned to the newest month it paid this programme in
-- parameter_zh: days: 退回后多少天内可以重发（算到本县这个项目最近发放的月份）
-- basis: The programme’s own rule on paying in full and in time; the rules on 一卡通 about payments that failed
-- basis_zh: 各项目足额按时发放的规定；“一卡通”关于发放失败重发的要求
-- exclusion: again: the same period was paid to the person since
-- exclusion: mistyped: the number was mistyped, and the same period was paid to the same name and account under the right one
-- exclusion: died: the person had died before, and the money was rightly sent back
-- exclusion: recent: the county has not yet paid this programme so long after the return
-- exclusion_zh: again: 同一所属期已经重发
-- exclusion_zh: mistyped: 身份证号打错被退回，同名同账户用正确号码已经补发
-- exclusion_zh: died: 本人此前已经去世，退回是对的
-- exclusion_zh: recent: 退回以后本县这个项目还没有发到规定时间
-- innocent: The person moved away or gave the benefit up, and the stop was not noted.
-- innocent: It was paid again in another way that is not in the portal.
-- innocent_zh: 本人已经迁出或放弃享受，没有登记停发。
-- innocent_zh: 已经用别的方式补发，没有录入公示平台。
-- next: This is money owed to the person, and no suspicion against anybody. Send it to the paying department.
-- next: Ask the person for a valid account and pay again.
-- next: Find out where the money lies meanwhile.
-- next_zh: 这是欠群众的钱，不是对谁的怀疑：转给发放部门办理。
-- next_zh: 联系本人更正账号，尽快重发。
-- next_zh: 查清退回的钱现在在哪个账上。
WITH sent_back AS MATERIALIZED (
    SELECT p.id, p.county
    FROM (
        SELECT *, left(region_id, 6) AS county FROM funds_payment WHERE state = 'returned'
    ) AS p
    WHERE NOT EXISTS (
            SELECT FROM funds_payment AS again
            WHERE again.beneficiary_id = p.beneficiary_id
                AND again.programme_id = p.programme_id AND again.state = 'paid'
                AND again.period_from <= p.period_to AND again.period_to >= p.period_from
                AND left(again.region_id, 6) = p.county
        )
        -- Sent back for a mistyped number, and paid to the same name and account under the right one.
        AND NOT EXISTS (
            SELECT FROM funds_payment AS right_one
            WHERE right_one.account = p.account
                AND right_one.programme_id = p.programme_id AND right_one.state = 'paid'
                AND right_one.beneficiary_name = p.beneficiary_name
                AND right_one.period_from <= p.period_to AND right_one.period_to >= p.period_from
                AND left(right_one.region_id, 6) = p.county
        )
        AND NOT EXISTS (
            SELECT FROM matching_deathrecord AS d
            WHERE d.person_id = p.beneficiary_id AND NOT d.ended
                AND d.died_on < p.paid_on
                    + CASE p.paid_on_precision WHEN 'day' THEN interval '1 day' ELSE interval '1 month' END
        )
        {affected:p.county}
), newest AS (
    SELECT left(total.region_code, 6) AS county, total.programme_id, max(total.month) AS month
    FROM funds_paymenttotal AS total
    WHERE right(total.region_code, 6) = '000000' AND total.payments > 0
    GROUP BY 1, 2
)
SELECT
    encode(convert_to(sent_back.county, 'UTF8'), 'hex') || ':'
        || encode(p.beneficiary_id, 'hex') || ':' || programme.code AS subject,
    'computed' AS grade,
    max(p.region_id) AS region_code,
    programme.code AS programme_code,
    sum(p.amount) AS amount,
    jsonb_build_object(
        'name', max(p.beneficiary_name), 'programme', programme.name, 'payments', count(*),
        'returned_on', max(p.paid_on),
        'first_period', min(p.period_from), 'last_period', max(p.period_to)
    ) AS facts,
    jsonb_agg({payment:p} ORDER BY p.period_from, p.id) AS evidence,
    jsonb_build_object(
        'person', encode(p.beneficiary_id, 'hex'), 'village', max(p.region_id)
    ) AS groups
FROM sent_back
JOIN funds_payment AS p ON p.id = sent_back.id
JOIN funds_programme AS programme ON programme.id = p.programme_id
JOIN newest ON newest.county = sent_back.county AND newest.programme_id = p.programme_id
WHERE newest.month >= p.paid_on + {days:p.region_id,p.paid_on}::int
GROUP BY sent_back.county, p.beneficiary_id, programme.id
