-- code: same-programme-twice
-- question: Was the same programme paid twice to one person for the same time?
-- question_zh: 有没有人同一个项目、同一段时间领了两次？
-- headline: {name} was paid “{programme}” {payments} time(s) more for months already paid, {amount} in all.
-- headline_zh: {name}的“{programme}”已经发过的所属期又发了{payments}次，共{amount}。
-- example: March's old-age allowance of 100 yuan is paid by one county on the 10th and by another on the 12th: the second 100 yuan count. Thirty yuan paid later after a raise do not.
-- example_zh: 3月的高龄津贴，甲县10日发了100元，乙县12日又发100元：后一笔100元算。提标后补的30元差额不算。
-- scope: person
-- severity: medium
-- accuses: counties
-- grows: payments, sheets
-- derives: overlapping
-- returns: payments
-- amount: sum(p.amount) FILTER (WHERE found.again)
-- fact: payments = count(*) FILTER (WHERE found.again)
-- fact: counties = count(DISTINCT left(p.region_id, 6))
-- fact: sheets = count(DISTINCT p.batch_id)
-- parameter: share = 50 : a later payment up to this percent of the earlier one (by month) counts as a difference paid later
-- parameter: same_batch = 0 : 1: lines of one village in one sheet, paid on one day, count too; 0: they are parts of one payment
-- parameter_zh: share: 后一笔按月折算不超过前一笔百分之几的，算补差
-- parameter_zh: same_batch: 1：同一张表、同村、同日的几行也算；0：算一笔钱分几行发
-- basis: The programme’s own rule: one person draws it once for one period
-- basis_zh: 各项目自己的规定：同一个人同一所属期只发一次
-- exclusion: returned: the first payment came back from the bank and was sent again
-- exclusion: difference: differences paid later, after a raise or a change of class
-- exclusion: split: one payment in several lines of a sheet, or parts that together make up what the roster's standard says
-- exclusion: plots: several plots, crops, animals or machines, each paid for itself
-- exclusion: approval: what is paid once or whenever approved may come twice in a month
-- exclusion_zh: returned: 第一笔被银行退回，重新发放的
-- exclusion_zh: difference: 提标、改档后补发的差额
-- exclusion_zh: split: 一笔钱分几行发；几笔合起来正好是花名册标准的
-- exclusion_zh: plots: 不同地块、作物、牲畜、机具，各算各的
-- exclusion_zh: approval: 一次性或按审批发放的，一个月里可以有几次
-- innocent: The person moved, and both places paid for the month of the move.
-- innocent: The sheet was sent to the bank twice by mistake, and the second sum has come back without being noted.
-- innocent: Another person's number was typed by mistake.
-- innocent_zh: 当月搬迁，两地都发了一次。
-- innocent_zh: 同一张表误报了两次，后一笔已退回但没有标注。
-- innocent_zh: 误填了别人的身份证号。
-- next: Ask the bank whether both sums arrived, and on which accounts.
-- next: Compare both sheets with the approvals, and find out who made the second line.
-- next: If true: recover the second sum and correct the roster.
-- next_zh: 请银行查明两笔是否都到账、进了哪些账户。
-- next_zh: 对照两张表和审批材料，查清第二行是谁加的。
-- next_zh: 属实的：追回重复的钱，更正花名册。
WITH paid AS MATERIALIZED (
    SELECT p.*,
        (extract(year FROM p.period_to) - extract(year FROM p.period_from)) * 12
            + extract(month FROM p.period_to) - extract(month FROM p.period_from) + 1 AS months
    FROM overlapping
    JOIN funds_payment AS p
        ON p.beneficiary_id = overlapping.beneficiary_id
        AND p.programme_id = overlapping.programme_id
    WHERE p.state = 'paid' {affected:p.beneficiary_id}
), twice AS (
    SELECT earlier.id AS earlier_id, later.id AS later_id
    FROM paid AS earlier
    JOIN paid AS later
        ON later.beneficiary_id = earlier.beneficiary_id
        AND later.programme_id = earlier.programme_id
        AND (later.paid_on, later.id) > (earlier.paid_on, earlier.id)
        AND later.period_from <= earlier.period_to AND later.period_to >= earlier.period_from
        AND EXISTS (
            SELECT FROM (VALUES (earlier.batch_id), (later.batch_id)) AS either (batch_id)
            WHERE true {changed:either.batch_id}
        )
    JOIN funds_programme AS programme ON programme.id = later.programme_id
    -- The word alone excuses nothing: what is paid later for earlier months is less than before.
    WHERE NOT (
            {means:payments:later.recipient_class:back-pay:later.region_id}
            AND later.amount / later.months < earlier.amount / earlier.months
        )
        AND later.amount / later.months
            > earlier.amount / earlier.months * {share:later.region_id,later.paid_on} / 100
        AND NOT (
            later.batch_id = earlier.batch_id AND later.paid_on = earlier.paid_on
            AND later.region_id = earlier.region_id
            AND {same_batch:later.region_id,later.paid_on} = 0
        )
        AND coalesce(
            earlier.amount + later.amount
                > later.standard * coalesce(later.units, 1) * later.months + 1, true
        )
        AND (
            programme.unit IN ('person', 'household')
            OR later.recipient_class = earlier.recipient_class
                AND later.units IS NOT DISTINCT FROM earlier.units
        )
)
SELECT id AS payment_id, bool_or(again) AS again
FROM (
    SELECT earlier_id AS id, false AS again FROM twice
    UNION ALL SELECT later_id, true FROM twice
) AS either
GROUP BY id
