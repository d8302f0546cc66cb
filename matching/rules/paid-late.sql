-- code: paid-late
-- question: Was a sheet paid out long after the day that the programme names?
-- question_zh: 有没有整批钱比规定的发放日晚了很久才发？
-- headline: {payments} of {all_payments} payment(s) of “{programme}” in one sheet came up to {days_late} days late (due on {due_on}), {amount} in all.
-- headline_zh: 一张表里“{programme}”{all_payments}笔中有{payments}笔晚发，最多晚{days_late}天（应于{due_on}前发放），共{amount}。
-- example: March's allowance was due on 10 March, and the sheet was paid on 10 May: 61 days late.
-- example_zh: 3月的津贴应于3月10日前发，整张表5月10日才发：晚61天。
-- scope: batch
-- severity: low
-- hint: yes
-- accuses: programme, due_on
-- grows: payments, all_payments, days_late, last_paid_on, last_period
-- parameter: days = 15 : days after the due day that are not counted
-- parameter: share = 50 : a sheet counts from so many percent of the lines of its main period on
-- parameter_zh: days: 超过规定发放日多少天以内不算
-- parameter_zh: share: 整张表当期里有百分之多少以上晚发才算
-- basis: The programme’s own rule on when it is paid, as in the catalogue
-- basis_zh: 各项目目录里公布的发放时间
-- exclusion: back-pay: single lines that are late, or for earlier periods, beside regular lines that are in time
-- exclusion: again: payments sent again after the bank had returned them
-- exclusion: no-day: programmes without a fixed day
-- exclusion: following: programmes whose rule says that the past month is paid in the next one
-- exclusion: tolerance: days up to the parameter
-- exclusion_zh: back-pay: 按时发放的表里夹带的补发、个别晚发
-- exclusion_zh: again: 银行退回后重新发放的
-- exclusion_zh: no-day: 没有规定发放日的项目
-- exclusion_zh: following: 规定当月发上月的项目
-- exclusion_zh: tolerance: 没有超过允许天数的
-- innocent: The money was allocated late from above. Compare the dates of the allocations.
-- innocent: One person's papers were missing, and the whole roster waited.
-- innocent: The day of payment was typed wrong.
-- innocent_zh: 上级资金到得晚：对照拨付日期。
-- innocent_zh: 个别人材料不齐，整张花名册等了。
-- innocent_zh: 发放日期填错。
-- next: Ask the department when the money arrived and what held it up.
-- next: If it happens again and again, talk with whoever is in charge, and publish the reason.
-- next_zh: 请主管部门说明资金何时到账、卡在哪一环。
-- next_zh: 反复晚发的：约谈负责人，并公开原因。
WITH counted AS MATERIALIZED (
    SELECT p.batch_id, p.programme_id, p.period_to, count(*) AS payments,
        left(min(p.region_id), 6) AS first_county, left(max(p.region_id), 6) AS last_county
    FROM funds_payment AS p
    JOIN funds_programme AS programme ON programme.id = p.programme_id
    WHERE p.state = 'paid' AND programme.due_day IS NOT NULL {affected:p.batch_id}
    GROUP BY p.batch_id, p.programme_id, p.period_to
), regular AS (
    -- The period that most lines of the sheet are for, of equally many the newest.
    SELECT DISTINCT ON (batch_id, programme_id) batch_id, programme_id, period_to, payments,
        sum(payments) OVER whole AS all_payments,
        min(first_county) OVER whole AS first_county, max(last_county) OVER whole AS last_county
    FROM counted
    WINDOW whole AS (PARTITION BY batch_id, programme_id)
    ORDER BY batch_id, programme_id, payments DESC, period_to DESC
), due AS MATERIALIZED (
    -- A month that has no such day ends earlier.
    SELECT named.programme_id, named.period_to,
        least(
            named.month + make_interval(days => named.due_day - 1),
            named.month + interval '1 month' - interval '1 day'
        )::date AS due_on
    FROM (
        SELECT period.programme_id, period.period_to, programme.due_day,
            CASE programme.period_kind
                WHEN 'monthly' THEN date_trunc('month', period.period_to::timestamp)
                    + CASE WHEN programme.due_rule ~ '上个?月' THEN interval '1 month'
                        ELSE interval '0' END
                WHEN 'quarterly' THEN date_trunc('quarter', period.period_to::timestamp)
                    + interval '2 months'
                WHEN 'yearly' THEN make_date(
                    extract(year FROM period.period_to)::int, programme.due_month, 1)::timestamp
                WHEN 'term' THEN make_date(
                    extract(year FROM period.period_to)::int, programme.due_month, 1)::timestamp
            END AS month
        FROM (SELECT DISTINCT programme_id, period_to FROM counted) AS period
        JOIN funds_programme AS programme ON programme.id = period.programme_id
    ) AS named
), late AS MATERIALIZED (
    SELECT p.id, p.batch_id, p.programme_id, p.region_id, p.period_to, p.amount, p.paid_on, due.due_on,
        p.paid_on - due.due_on AS days
    FROM funds_payment AS p
    JOIN due ON due.programme_id = p.programme_id AND due.period_to = p.period_to
    WHERE p.state = 'paid' AND p.paid_on_precision <> 'assumed' {affected:p.batch_id}
        AND p.paid_on > due.due_on + {days:p.region_id,p.paid_on}::int
        AND NOT EXISTS (
            SELECT FROM funds_payment AS before
            WHERE before.beneficiary_id = p.beneficiary_id
                AND before.programme_id = p.programme_id AND before.state = 'returned'
                AND before.period_from <= p.period_to AND before.period_to >= p.period_from
        )
), ranked AS (
    SELECT late.*, regular.all_payments, regular.first_county, regular.last_county,
        row_number() OVER (
            PARTITION BY late.batch_id, late.programme_id ORDER BY late.days DESC, late.id
        ) AS place
    FROM late
    JOIN regular
        ON regular.batch_id = late.batch_id AND regular.programme_id = late.programme_id
    LEFT JOIN (
        SELECT batch_id, programme_id, period_to, count(*) AS payments
        FROM late GROUP BY batch_id, programme_id, period_to
    ) AS together
        ON together.batch_id = late.batch_id AND together.programme_id = late.programme_id
        AND together.period_to = regular.period_to
    -- Single lines and back-pay count only in a sheet that is late as a whole.
    WHERE together.payments * 100 >= regular.payments * {share:late.region_id,late.paid_on}
)
SELECT
    encode(int8send(ranked.batch_id), 'hex') || ':' || programme.code AS subject,
    'computed' AS grade,
    CASE WHEN ranked.first_county = ranked.last_county
        THEN rpad(ranked.first_county, 12, '0')
        WHEN left(ranked.first_county, 4) = left(ranked.last_county, 4)
        THEN rpad(left(ranked.first_county, 4), 12, '0')
        ELSE rpad(left(ranked.first_county, 2), 12, '0') END AS region_code,
    programme.code AS programme_code,
    sum(ranked.amount) AS amount,
    jsonb_build_object(
        'programme', programme.name, 'payments', count(*), 'all_payments', ranked.all_payments,
        'days_late', max(ranked.days), 'due_on', min(ranked.due_on),
        'last_paid_on', max(ranked.paid_on), 'last_period', max(ranked.period_to)
    ) AS facts,
    jsonb_build_array(jsonb_build_object(
        'kind', 'batch', 'batch', ranked.batch_id, 'due_on', min(ranked.due_on),
        'paid_on', max(ranked.paid_on), 'days_late', max(ranked.days), 'payments', count(*),
        'amount', sum(ranked.amount)
    )) || coalesce(
        jsonb_agg({payment:p} ORDER BY ranked.place) FILTER (WHERE p.id IS NOT NULL), '[]'::jsonb
    ) AS evidence,
    jsonb_build_object('handler', 'office:' || batch.office_id) AS groups
FROM ranked
JOIN funds_programme AS programme ON programme.id = ranked.programme_id
JOIN intake_batch AS batch ON batch.id = ranked.batch_id
-- Some lines show it as well as all of them.
LEFT JOIN funds_payment AS p ON p.id = ranked.id AND ranked.place <= 20
GROUP BY ranked.batch_id, programme.id, batch.office_id, ranked.all_payments,
    ranked.first_county, ranked.last_county
