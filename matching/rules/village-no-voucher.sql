-- code: village-no-voucher
-- question: Did the village spend money without a voucher?
-- question_zh: 村里有没有没凭证就报账的支出（白条、无票）？
-- headline: In {month} the village spent {amount} in {lines} entries without a voucher.
-- headline_zh: {month}有{lines}笔支出没有凭证，共{amount}。
-- example: “Temporary labour, 1,200 yuan” has no voucher number, no slip and no picture. If the sheet counts no slip but a picture is published, nothing is raised.
-- example_zh: “临时用工1200元”没有凭证号，附件数为0，也没有上传凭证图片。附件数漏填但图片已公示的，不提示。
-- scope: books
-- severity: medium
-- accuses: month
-- grows: lines
-- parameter: yuan = 0 : entries up to this many yuan are not asked about
-- parameter_zh: yuan: 多少元以下的支出不问
-- basis: 农村集体经济组织财务公开规定 (农经发〔2011〕13号) on entry-by-entry disclosure with vouchers; village accounting rules forbid paying on a mere note (白条抵库)
-- basis_zh: 《农村集体经济组织财务公开规定》（农经发〔2011〕13号）要求逐项逐笔公布；村级财务管理规定禁止白条抵库
-- exclusion: pictured: a picture of the slip is published, whatever the sheet counts
-- exclusion: small: not more than the amount that needs no slip
-- exclusion: bank: fees that the bank takes by itself stand on its statement
-- exclusion: corrected: an entry taken back by another with the same amount below zero
-- exclusion_zh: pictured: 凭证图片已经公示，表里附件数没填不算
-- exclusion_zh: small: 不超过免凭证的金额
-- exclusion_zh: bank: 银行自动扣的手续费，以对账单为凭
-- exclusion_zh: corrected: 已用红字冲销的
-- innocent: The slip exists on paper; the bookkeeper forgot its number.
-- innocent: Pay to many people on one sheet that was filed under another number.
-- innocent_zh: 纸质凭证齐全，录入时漏填凭证号或附件数。
-- innocent_zh: 多人领款合用一张表，归在别的凭证号下。
-- next: Ask the town's accounting office for the paper voucher and have its picture published.
-- next: If there is none: ask who approved the payment and whether the payee got it.
-- next_zh: 请乡镇三资代理中心调出纸质凭证，补传图片。
-- next_zh: 确实没有的：问清谁审批、收款人是否真的领到。
WITH spent AS (
    SELECT l.*
    FROM villages_ledgerline AS l
    WHERE l.state = 'standing' AND l.entry = 'expense' {affected:l.region_id}
        AND l.amount > {yuan:l.region_id,l.month}
        AND (l.voucher_number = '' OR l.attachments = 0)
        AND l.summary !~ '手续费|账户管理费|短信费|工本费'
        AND NOT EXISTS (
            SELECT FROM villages_ledgerline AS back
            WHERE back.region_id = l.region_id AND back.state = 'standing'
                AND back.entry = 'expense' AND back.amount = -l.amount
                AND back.month BETWEEN l.month AND l.month + interval '3 months'
        )
        AND NOT EXISTS (
            SELECT FROM villages_voucher AS v
            WHERE v.region_id = l.region_id AND v.month = l.month AND l.voucher_number <> ''
                AND v.voucher_number = l.voucher_number AND v.status = 'published'
        )
)
SELECT
    encode(convert_to(spent.region_id, 'UTF8'), 'hex') || ':' || to_char(spent.month, 'YYYY-MM')
        AS subject,
    'computed' AS grade,
    spent.region_id AS region_code,
    '' AS programme_code,
    sum(spent.amount) AS amount,
    jsonb_build_object('month', to_char(spent.month, 'YYYY-MM'), 'lines', count(*)) AS facts,
    jsonb_agg({ledger:spent} ORDER BY spent.id) AS evidence,
    jsonb_build_object('village', spent.region_id) AS groups
FROM spent
GROUP BY spent.region_id, spent.month
