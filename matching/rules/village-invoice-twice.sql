-- code: village-invoice-twice
-- question: Was the same invoice settled twice, in one village or in two?
-- question_zh: 有没有同一张发票报了两次（同村或跨村）？
-- headline: Invoice {invoice} was settled {lines} times in {villages} village(s); {amount} may be double.
-- headline_zh: 发票{invoice}报了{lines}次，涉及{villages}个村，可能重复{amount}。
-- example: Invoice 12345678 stands in two villages' ledgers, 2,400 yuan each. One invoice shared by two entries of one voucher raises nothing.
-- example_zh: 发票12345678在两个村各报2400元。同一凭证号下分两行记的不算。
-- scope: books
-- severity: high
-- accuses: invoice, villages
-- grows: lines
-- basis: 发票管理办法 on the use of invoices; 会计法 on true accounts
-- basis_zh: 《发票管理办法》；《会计法》关于真实记账的规定
-- exclusion: one-voucher: entries of one village under one voucher share the invoice
-- exclusion: taken-back: an entry below zero takes one of them back
-- exclusion: own-picture: the ledger and the picture of one voucher name the same invoice
-- exclusion: another-code: paper invoices with equal numbers but different codes
-- exclusion_zh: one-voucher: 同村同一凭证号下分行记账
-- exclusion_zh: taken-back: 其中一笔已用红字冲销
-- exclusion_zh: own-picture: 同一凭证的账和图片上写的是同一张发票
-- exclusion_zh: another-code: 号码相同但发票代码不同
-- innocent: Somebody mistyped an invoice number.
-- innocent: Two villages share one bill and each paid its part.
-- innocent_zh: 发票号码录入错误。
-- innocent_zh: 两村合用一张发票，各付各的一部分。
-- next: Compare the pictures of both slips and ask the tax office whether the invoice is real.
-- next: If it was used twice: have the money returned and look at who handed it in.
-- next_zh: 对比两张凭证图片，向税务部门查验发票真伪。
-- next_zh: 重复报销的：追回款项，查清是谁拿来报的。
WITH touched AS (
    SELECT l.invoice_number
    FROM villages_ledgerline AS l
    WHERE l.state = 'standing' AND l.entry = 'expense' AND l.invoice_number <> ''
        {affected:l.region_id}
    UNION SELECT v.invoice_number
    FROM villages_voucher AS v
    WHERE v.status = 'published' AND v.invoice_number <> '' {affected:v.region_id}
), settled AS (
    SELECT l.invoice_code, l.invoice_number, l.region_id, l.month, l.voucher_number,
        l.amount, NULL::numeric AS pictured, {ledger:l} AS evidence
    FROM villages_ledgerline AS l
    WHERE l.state = 'standing' AND l.entry = 'expense'
        AND l.invoice_number IN (SELECT invoice_number FROM touched)
    -- A picture says which invoice stands behind a voucher, also where the sheet does not.
    UNION ALL
    SELECT v.invoice_code, v.invoice_number, v.region_id, v.month, v.voucher_number,
        NULL, coalesce(v.invoice_amount, 0), {voucher:v}
    FROM villages_voucher AS v
    WHERE v.status = 'published' AND v.kind = 'voucher'
        AND v.invoice_number IN (SELECT invoice_number FROM touched)
), vouchers AS (
    SELECT invoice_code, invoice_number, region_id, month, voucher_number,
        coalesce(sum(settled.amount), max(settled.pictured)) AS amount,
        jsonb_agg(settled.evidence ORDER BY settled.evidence) AS evidence
    FROM settled
    GROUP BY invoice_code, invoice_number, region_id, month, voucher_number
), kept AS (
    SELECT vouchers.* FROM vouchers WHERE vouchers.amount >= 0
        AND NOT EXISTS (
            SELECT FROM vouchers AS back
            WHERE back.invoice_number = vouchers.invoice_number
                AND back.invoice_code = vouchers.invoice_code
                AND back.region_id = vouchers.region_id AND back.amount = -vouchers.amount
                AND back.amount < 0
        )
), sent AS (
    -- Lines that were corrected or sent anew count as well: the matter stays where it was.
    SELECT l.invoice_code, l.invoice_number, l.region_id, batch.published_at
    FROM villages_ledgerline AS l
    JOIN intake_batch AS batch ON batch.id = l.batch_id
    WHERE l.invoice_number IN (SELECT invoice_number FROM touched)
    UNION ALL
    SELECT v.invoice_code, v.invoice_number, v.region_id, v.published_at
    FROM villages_voucher AS v
    WHERE v.status = 'published' AND v.kind = 'voucher'
        AND v.invoice_number IN (SELECT invoice_number FROM touched)
), firsts AS (
    SELECT invoice_code, invoice_number, region_id, min(published_at) AS first_at
    FROM sent
    GROUP BY invoice_code, invoice_number, region_id
), found AS (
    -- Of the village that was the first to send it: another one later is the same matter.
    SELECT invoice_code, invoice_number,
        (array_agg(region_id ORDER BY firsts.first_at, region_id))[1] AS region_id,
        count(*) AS lines,
        count(DISTINCT region_id) AS villages, sum(kept.amount) - max(kept.amount) AS amount,
        jsonb_path_query_array(jsonb_agg(
            kept.evidence ORDER BY region_id, kept.month, kept.voucher_number
        ), '$[*][*]') AS evidence
    FROM kept
    JOIN firsts USING (invoice_code, invoice_number, region_id)
    GROUP BY invoice_code, invoice_number
)
SELECT
    encode(convert_to(found.region_id, 'UTF8'), 'hex') || ':'
        || found.invoice_code || '-' || found.invoice_number AS subject,
    'exact' AS grade,
    found.region_id AS region_code,
    '' AS programme_code,
    found.amount,
    jsonb_build_object(
        'invoice', trim(found.invoice_code || ' ' || found.invoice_number), 'lines', found.lines,
        'villages', found.villages
    ) AS facts,
    found.evidence,
    jsonb_build_object('village', found.region_id) AS groups
FROM found
WHERE found.lines > 1 {affected:found.region_id}
