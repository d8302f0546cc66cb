-- code: village-same-payment-twice
-- question: Was the same amount paid to the same payee twice on one day?
-- question_zh: 有没有同一天、同一收款人、同样金额报了两次？
-- headline: On {day} {counterparty} was paid the same ¥{each} {lines} times; {amount} may be double.
-- headline_zh: {day}付给{counterparty}同样的¥{each}，记了{lines}次，可能多付{amount}。
-- example: 860 yuan to one shop on 12 March under vouchers 5 and 9. Two invoices with different numbers raise nothing.
-- example_zh: 3月12日付给同一商店860元，记-5、记-9各报一次。两张发票号码不同的不算。
-- scope: books
-- severity: medium
-- accuses: day, counterparty, each
-- grows: lines
-- basis: 会计法 on true and complete accounts; village accounting rules
-- basis_zh: 《会计法》关于真实、完整记账的规定；村集体经济组织会计制度
-- exclusion: invoices: each of the entries has an invoice number of its own
-- exclusion: taken-back: the second was taken back by an entry below zero
-- exclusion: wages: pay of cadres, where two may get the same under one collective payee
-- exclusion_zh: invoices: 各有不同的发票号码
-- exclusion_zh: taken-back: 多记的一笔已用红字冲销
-- exclusion_zh: wages: 干部报酬，多人同额、收款人写同一单位
-- innocent: Two equal deliveries on one day.
-- innocent_zh: 同一天送了两次同样的货。
-- next: Put both slips side by side.
-- next: If one slip was used twice: have the second entry taken back and the money returned.
-- next_zh: 两张凭证放在一起核对。
-- next_zh: 同一凭证重复报销的：冲销第二笔，追回款项。
WITH paid AS (
    SELECT l.*
    FROM villages_ledgerline AS l
    WHERE l.state = 'standing' AND l.entry = 'expense' AND l.category <> '21'
        {affected:l.region_id}
        AND l.counterparty <> '' AND l.entered_on IS NOT NULL AND l.amount > 0
), same AS (
    SELECT region_id, entered_on, counterparty, paid.amount AS each, count(*) AS lines,
        jsonb_agg({ledger:paid} ORDER BY paid.id) AS evidence
    FROM paid
    GROUP BY region_id, entered_on, counterparty, paid.amount
    HAVING count(*) > 1
        AND count(DISTINCT nullif(invoice_number, '')) < count(*)
)
SELECT
    encode(convert_to(same.region_id, 'UTF8'), 'hex') || ':'
        || md5(same.counterparty || same.entered_on || same.each) AS subject,
    'computed' AS grade,
    same.region_id AS region_code,
    '' AS programme_code,
    same.each * (same.lines - back.lines - 1) AS amount,
    jsonb_build_object(
        'day', same.entered_on, 'counterparty', same.counterparty, 'each', same.each,
        'lines', same.lines - back.lines
    ) AS facts,
    same.evidence,
    jsonb_build_object('village', same.region_id) AS groups
FROM same
CROSS JOIN LATERAL (
    SELECT count(*) AS lines FROM villages_ledgerline AS l
    WHERE l.region_id = same.region_id AND l.state = 'standing' AND l.entry = 'expense'
        AND l.counterparty = same.counterparty AND l.amount = -same.each
        AND l.entered_on >= same.entered_on
) AS back
WHERE same.lines - back.lines > 1
