-- code: age-out-of-range
-- question: Was a benefit with an age limit paid for months in which the person was too young or too old?
-- question_zh: 有年龄条件的钱，是不是发给了还不到年龄或已经超龄的人？
-- headline: {name} was born in {born}; “{programme}” is paid at an age of {age_range} and was paid {payments} time(s) outside it, {amount} in all.
-- headline_zh: {name}{born}出生，“{programme}”的年龄条件是{age_range}岁，条件之外发放{payments}次，共{amount}。
-- example: The old-age allowance begins at 80. Somebody born in January 1950 drew it in March 2026, at 76.
-- example_zh: 高龄津贴80岁起发。某人1950年1月出生，2026年3月76岁就在领。
-- scope: person
-- severity: medium
-- accuses: born, age_range
-- derives: births
-- returns: payments
-- fact: born = max(found.born)
-- fact: age_range = max(found.age_range)
-- parameter: early_months = 0 : months that a benefit may begin before the birthday (nominal age)
-- parameter: late_months = 0 : months that it may go on after the last birthday
-- parameter_zh: early_months: 可以提前几个月开始发（虚岁）
-- parameter_zh: late_months: 超龄后可以续发几个月
-- basis: Each programme’s own rule, as in the catalogue
-- basis_zh: 各项目目录里公布的年龄条件
-- exclusion: month: age is reckoned by the month: the month of the birthday counts
-- exclusion: period: whoever reaches the age within a yearly period is old enough for it
-- exclusion: school: children in school beyond the age, where the class says so, or says what no list knows
-- exclusion: returned: money that the bank sent back did not reach anybody
-- exclusion_zh: month: 按月计算：生日当月算达到年龄
-- exclusion_zh: period: 按年发放的，当年达到年龄就算
-- exclusion_zh: school: 仍在校就读的（类别里写明），类别看不懂的不判断
-- exclusion_zh: returned: 银行退回：钱没有到任何人手里
-- innocent: The identity number holds a wrong birth date that the household register corrects.
-- innocent: The region pays from a younger age; set it as the region’s parameter.
-- innocent_zh: 身份证上的出生日期有误，以户籍为准。
-- innocent_zh: 当地放宽了年龄：请在参数里设置。
-- next: Compare the number with the identity card and the household register.
-- next: If true: stop until the age is reached, recover what was overpaid.
-- next_zh: 对照身份证和户口簿核对出生日期。
-- next_zh: 属实的：停发到符合年龄为止，追回多发的钱。
WITH born AS MATERIALIZED (
    -- By itself, so that the database reckons with everybody once.
    SELECT person_id, born FROM births WHERE true {affected:person_id}
)
SELECT p.id AS payment_id, to_char(born.born, 'YYYY-MM') AS born,
    CASE WHEN programme.age_max IS NULL THEN '≥' || programme.age_min
        WHEN programme.age_min IS NULL THEN '≤' || programme.age_max
        ELSE programme.age_min || '–' || programme.age_max END AS age_range
FROM born
JOIN {payments} AS p ON p.beneficiary_id = born.person_id
JOIN funds_programme AS programme ON programme.id = p.programme_id
WHERE p.state = 'paid'
    -- Asked for at once, so that others' payments are not even read.
    AND p.programme_id = ANY(ARRAY(
        SELECT id FROM funds_programme WHERE age_min IS NOT NULL OR age_max IS NOT NULL
    ))
    AND (
        -- Whoever reaches the age within the period, by the month, is old enough for it.
        p.period_to < date_trunc('month', born.born)
            + make_interval(years => programme.age_min, months => -{early_months:p.region_id,p.period_from}::int)
        -- The last full year of life that counts has ended before the period begins.
        OR p.period_from >= date_trunc('month', born.born)
            + make_interval(years => programme.age_max + 1, months => 1 + {late_months:p.region_id,p.period_from}::int)
    )
    -- Pupils and students are paid on: the class says so. One that no list knows may say it.
    AND (
        programme.age_max IS NULL
        OR {means:payments:p.recipient_class:unsaid,child,institution,leased,back-pay,funeral:p.region_id}
            AND NOT {means:payments:p.recipient_class:schooling:p.region_id}
    )
