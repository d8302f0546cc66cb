-- code: village-signed-not-received
-- question: Was an expense of the village signed for by, or in the name of, somebody who never received it?
-- question_zh: 村里的支出，有没有“被签字”、本人没有领到的？
-- headline: In {month} the village booked {amount} to {counterparty} ({summary}); inspectors found that it was not received.
-- headline_zh: {month}村里列支{amount}给{counterparty}（{summary}），经核实本人没有领到。
-- example: The book says 1,200 yuan for labour to an old villager, signed for. He reports from that line that he was never given it; the inspectors find it to be so.
-- example_zh: 账上写着付给某老人1200元务工费，已签字。老人从这一行反映没有领到，经核实属实。
-- scope: books
-- severity: high
-- accuses: month, counterparty, summary
-- basis: 农村集体经济组织财务公开规定 (农经发〔2011〕13号); 中华人民共和国农村集体经济组织法 art. 45
-- basis_zh: 《农村集体经济组织财务公开规定》（农经发〔2011〕13号）；《农村集体经济组织法》第四十五条
-- exclusion: unconfirmed: a report that nobody has found to be so; a report by itself accuses nobody
-- exclusion: corrected: an entry taken back by another with the same amount below zero
-- exclusion_zh: unconfirmed: 没有核实属实的；只有反映不算
-- exclusion_zh: corrected: 已用红字冲销的
-- innocent: A relative received the money, and it came to light after the report was answered.
-- innocent: It was paid afterwards; the book shows it elsewhere.
-- innocent_zh: 家人代领了，答复以后才弄清楚。
-- innocent_zh: 事后已经补发，账上列在别处。
-- next: Look at the voucher and compare the signature; ask who handed out the money.
-- next: Look at the other entries of the same handler in the same year.
-- next: Have the money paid out or paid back, and corrected in the book.
-- next_zh: 调出凭证核对签字，问清钱是谁发的。
-- next_zh: 查同一经手人当年其他支出。
-- next_zh: 责成补发或退回，并更正账目。
WITH said AS (
    SELECT l.*
    FROM complaints_fact AS found
    JOIN villages_ledgerline AS l ON l.id = found.ledger_line
    WHERE found.kind = 'signed-not-received' {affected:l.region_id}
        AND l.state = 'standing' AND l.entry = 'expense'
        AND NOT EXISTS (
            SELECT FROM villages_ledgerline AS back
            WHERE back.region_id = l.region_id AND back.state = 'standing'
                AND back.entry = 'expense' AND back.amount = -l.amount
                AND back.month BETWEEN l.month AND l.month + interval '3 months'
        )
)
SELECT
    encode(convert_to(said.region_id, 'UTF8'), 'hex') || ':' || to_char(said.month, 'YYYY-MM')
        || ':' || md5(said.counterparty || said.summary) AS subject,
    'exact' AS grade,
    said.region_id AS region_code,
    '' AS programme_code,
    sum(said.amount) AS amount,
    jsonb_build_object(
        'month', to_char(said.month, 'YYYY-MM'), 'counterparty', said.counterparty,
        'summary', said.summary
    ) AS facts,
    jsonb_agg({ledger:said} ORDER BY said.id) AS evidence,
    jsonb_build_object('village', said.region_id) AS groups
FROM said
GROUP BY said.region_id, said.month, said.counterparty, said.summary
