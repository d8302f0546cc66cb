-- code: village-outlier
-- question: Does one village have far more recipients of a programme than the other villages of its county?
-- question_zh: 有没有村子领某项钱的人，比全县其他村多得多？
-- headline: {payments} payments of “{programme}” in one village in {month}; the county's middle village has {usual}, more than {threshold} is out of line. {amount} in that month.
-- headline_zh: 一个村{month}领“{programme}”{payments}笔，全县中间水平{usual}笔，超过{threshold}笔就明显偏多；当月{amount}。
-- example: In seven villages three to seven households draw the minimum allowance, in the eighth thirty, although it is no larger by its other benefits.
-- example_zh: 七个村各有三到七户吃低保，第八个村有三十户，而按其他项目看村子并不大。
-- scope: peer-villages
-- severity: low
-- hint: yes
-- accuses: programme
-- grows: month, payments, usual, threshold, villages
-- parameter: k = 3 : how many times the distance between the quartiles beyond the upper one
-- parameter: villages = 8 : least number of villages to compare
-- parameter: times = 2 : how many times what its size would explain, by its payments of all other programmes
-- parameter_zh: k: 超出上四分位数几倍的四分位距
-- parameter_zh: villages: 至少有几个村可比
-- parameter_zh: times: 超过按村子规模（其他各项发放笔数）推算的几倍
-- parameter_zh: chance: 超出中间水平的还要大于其平方根的几倍（偶然波动）
-- parameter: chance = 5 : so many times the square root of the middle village's number beyond it, which chance alone may bring
-- basis: Comparison of the villages' own published sums; a reason to look, not a breach
-- basis_zh: 各村公示数据的横向对比：只是提示看一看，不是违规结论
-- exclusion: large: a large village that has as much more of everything
-- exclusion: few-villages: too few villages to compare
-- exclusion: alike: villages so much alike that any difference would stand out, and what chance may bring among few
-- exclusion: newest: only the newest month that the county paid the programme in is compared
-- exclusion_zh: large: 村子大，样样都多
-- exclusion_zh: few-villages: 可比的村太少
-- exclusion_zh: alike: 各村几乎一样、差一点就显眼的，人数少时的偶然波动
-- exclusion_zh: newest: 只比本县最近发放的月份
-- innocent: The village was hit by a disaster or resettled as a whole.
-- innocent: Several villages are entered under one.
-- innocent: A workplace or home of many entitled people lies in the village.
-- innocent_zh: 村子受灾或整体搬迁。
-- innocent_zh: 几个村的人填在一个村名下。
-- innocent_zh: 村里有养老院、康复机构等，符合条件的人多。
-- next: Compare the roll with the village's population and minutes of assessment.
-- next: Visit a sample of the recipients.
-- next_zh: 对照本村人口和民主评议记录。
-- next_zh: 抽查入户。
WITH counties AS MATERIALIZED (
    -- A village is held against all villages of its county, looked at or not.
    SELECT DISTINCT left(village.code, 6) AS county
    FROM regions_region AS village
    WHERE right(village.code, 3) <> '000' {affected:village.code}
), newest AS MATERIALIZED (
    -- The county's own sums name the months: the newest in which one of its villages was paid.
    SELECT counties.county, whole.programme_id, max(whole.month) AS month
    FROM counties
    JOIN funds_paymenttotal AS whole ON whole.region_code = counties.county || '000000'
    WHERE whole.payments > 0 AND EXISTS (
        SELECT FROM funds_paymenttotal AS t
        WHERE t.programme_id = whole.programme_id AND t.month = whole.month
            AND t.region_code BETWEEN counties.county || '000000' AND counties.county || '999999'
            AND right(t.region_code, 3) <> '000' AND t.payments > 0
        OFFSET 0
    )
    GROUP BY 1, 2
), villages AS MATERIALIZED (
    SELECT t.region_code, newest.county, t.programme_id, t.month, t.payments, t.amount
    FROM newest
    CROSS JOIN LATERAL (
        SELECT * FROM funds_paymenttotal AS total
        WHERE total.programme_id = newest.programme_id AND total.month = newest.month
            AND total.region_code BETWEEN newest.county || '000000' AND newest.county || '999999'
            AND right(total.region_code, 3) <> '000' AND total.payments > 0
        OFFSET 0
    ) AS t
), quartiles AS MATERIALIZED (
    SELECT county, programme_id, count(*) AS villages,
        (percentile_cont(0.25) WITHIN GROUP (ORDER BY payments))::numeric AS lower,
        (percentile_cont(0.5) WITHIN GROUP (ORDER BY payments))::numeric AS usual,
        (percentile_cont(0.75) WITHIN GROUP (ORDER BY payments))::numeric AS upper
    FROM villages
    GROUP BY county, programme_id
), far AS MATERIALIZED (
    SELECT villages.*, quartiles.villages AS compared, quartiles.usual, set.times,
        greatest(
            quartiles.upper + set.k * (quartiles.upper - quartiles.lower),
            quartiles.usual + set.chance * sqrt(quartiles.usual)
        ) AS threshold
    FROM villages
    JOIN quartiles ON quartiles.county = villages.county
        AND quartiles.programme_id = villages.programme_id
    CROSS JOIN LATERAL (
        SELECT {k:villages.region_code,villages.month} AS k,
            {chance:villages.region_code,villages.month} AS chance,
            {villages:villages.region_code,villages.month} AS villages,
            {times:villages.region_code,villages.month} AS times
    ) AS set
    WHERE quartiles.villages >= set.villages AND quartiles.upper > quartiles.lower
        AND villages.payments > greatest(
            quartiles.upper + set.k * (quartiles.upper - quartiles.lower),
            quartiles.usual + set.chance * sqrt(quartiles.usual)
        )
        {affected:villages.region_code}
), sizes AS MATERIALIZED (
    -- How much of all other programmes the compared villages had in that month.
    SELECT compared.county, compared.programme_id, villages.region_code, villages.payments,
        villages.amount, sum(t.payments) - villages.payments AS others
    FROM (SELECT DISTINCT county, programme_id FROM far) AS compared
    JOIN villages ON villages.county = compared.county
        AND villages.programme_id = compared.programme_id
    JOIN funds_paymenttotal AS t
        ON t.region_code = villages.region_code AND t.month = villages.month AND t.payments > 0
    GROUP BY compared.county, compared.programme_id, villages.region_code, villages.payments,
        villages.amount
), sums AS MATERIALIZED (
    SELECT county, programme_id, sum(payments) AS payments, sum(others) AS others
    FROM sizes
    GROUP BY county, programme_id
)
SELECT
    encode(convert_to(far.region_code, 'UTF8'), 'hex') || ':' || programme.code AS subject,
    'computed' AS grade,
    far.region_code,
    programme.code AS programme_code,
    far.amount,
    jsonb_build_object(
        'programme', programme.name, 'month', to_char(far.month, 'YYYY-MM'),
        'payments', far.payments, 'usual', round(far.usual, 1),
        'threshold', round(far.threshold, 1), 'villages', far.compared
    ) AS facts,
    largest.villages AS evidence,
    jsonb_build_object('village', far.region_code) AS groups
FROM far
JOIN sums ON sums.county = far.county AND sums.programme_id = far.programme_id
JOIN sizes AS own ON own.county = far.county AND own.programme_id = far.programme_id
    AND own.region_code = far.region_code
JOIN funds_programme AS programme ON programme.id = far.programme_id
CROSS JOIN LATERAL (
    SELECT jsonb_agg(jsonb_build_object(
        'kind', 'village', 'village', top.region_code,
        'payments', top.payments, 'amount', top.amount
    ) ORDER BY top.payments DESC, top.region_code) AS villages
    FROM (
        SELECT sizes.* FROM sizes
        WHERE sizes.county = far.county AND sizes.programme_id = far.programme_id
        ORDER BY sizes.payments DESC, sizes.region_code LIMIT 6
    ) AS top
) AS largest
-- What its size explains: the programme's payments dealt out by those of all the others.
WHERE far.payments * sums.others > far.times * sums.payments * own.others
