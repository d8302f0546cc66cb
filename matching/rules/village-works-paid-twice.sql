-- code: village-works-paid-twice
-- question: Was the same work paid from two pots of money?
-- question_zh: 同一个工程有没有从两处资金里重复列支？
-- headline: “{works}” was paid from {sources} sources: ¥{paid}, {amount} more than its price.
-- headline_zh: “{works}”从{sources}个来源列支共¥{paid}，比工程价款多{amount}。
-- example: A canal was settled at 50,000 yuan. The village's ledger pays 50,000 from the water bureau and again 50,000 from its own money.
-- example_zh: 水渠工程决算5万元，账上从水利局专款付了5万元，又从村集体资金付了5万元。
-- scope: books
-- severity: high
-- accuses: works, sources, price
-- grows: paid
-- parameter: percent = 5 : how much more than the price may be paid, in percent
-- parameter_zh: percent: 允许超出工程价款的百分之几
-- basis: The rules on earmarked money; 五星村 case: 50,000 yuan of the water bureau settled once more under other works
-- basis_zh: 专项资金专款专用的规定；五星村案例：水利专款5万元在别的工程重复列支
-- exclusion: shared: several sources share one price and together do not exceed it
-- exclusion: one-source: paid more than the price, but from one source: a matter of the contract, not of two pots
-- exclusion: taken-back: an entry below zero takes one payment back
-- exclusion: unpriced: no price of the works is published
-- exclusion_zh: shared: 多个来源共同出资，合计不超价款
-- exclusion_zh: one-source: 只有一个来源而超价款的，是合同问题，不是重复列支
-- exclusion_zh: taken-back: 已用红字冲销
-- exclusion_zh: unpriced: 没有公示工程价款
-- innocent: A second stage was paid under the first one's number.
-- innocent_zh: 二期工程记在一期编号下。
-- next: Lay the payments, the final account and both documents of the money side by side.
-- next: Ask the bureau that gave the money what it was given for.
-- next_zh: 把付款凭证、决算和两份资金文件放在一起核对。
-- next_zh: 向拨款部门核实资金用途。
WITH priced AS (
    SELECT DISTINCT ON (w.region_id, w.number) w.region_id, w.number, w.name, w.amount AS price,
        {works:w} AS evidence
    FROM villages_worksentry AS w
    WHERE w.state = 'standing' AND w.amount > 0 {affected:w.region_id}
        AND w.step IN ('settlement', 'contract', 'award', 'budget')
    ORDER BY w.region_id, w.number,
        array_position(ARRAY['settlement', 'contract', 'award', 'budget']::text[], w.step::text),
        w.held_on DESC, w.id DESC
), paid AS (
    SELECT l.region_id, l.works_number, max(l.month) AS month, sum(l.amount) AS paid,
        count(DISTINCT l.funding_source) FILTER (WHERE l.amount > 0) AS sources,
        jsonb_agg({ledger:l} ORDER BY l.id) AS evidence
    FROM villages_ledgerline AS l
    JOIN priced ON priced.region_id = l.region_id AND priced.number = l.works_number
    WHERE l.state = 'standing' AND l.entry = 'expense' AND l.works_number <> ''
    GROUP BY l.region_id, l.works_number
)
SELECT
    encode(convert_to(paid.region_id, 'UTF8'), 'hex') || ':' || md5(paid.works_number) AS subject,
    'exact' AS grade,
    paid.region_id AS region_code,
    '' AS programme_code,
    paid.paid - priced.price AS amount,
    jsonb_build_object(
        'works', priced.name, 'sources', paid.sources, 'paid', paid.paid, 'price', priced.price
    ) AS facts,
    priced.evidence || paid.evidence AS evidence,
    jsonb_build_object('village', paid.region_id) AS groups
FROM paid
JOIN priced ON priced.region_id = paid.region_id AND priced.number = paid.works_number
WHERE paid.sources > 1
    AND paid.paid > priced.price * (100 + {percent:paid.region_id,paid.month}) / 100
