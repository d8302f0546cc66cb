-- code: village-money-not-booked
-- question: Does money that was allocated to the village stand in its ledger?
-- question_zh: 拨给村里的钱，村账上有没有记？
-- headline: {from} allocated ¥{allocated} to the village on {day} ({document}); {amount} do not stand in its ledger.
-- headline_zh: {from}{day}拨给本村¥{allocated}（{document}），村账上少记{amount}。
-- example: The county bureau allocates 300,000 yuan to the village on 10 March. Its ledger is published until July and shows no such income.
-- example_zh: 县局3月10日拨给本村30万元，村账公示到7月，一直没有这笔收入。
-- scope: books
-- severity: high
-- accuses: from, day, document, programme
-- grows: allocated
-- parameter: days = 60 : days after the allocation until it must stand in a published ledger
-- parameter_zh: days: 拨付后多少天内应当入账公示
-- basis: 村民委员会组织法 art. 30 on disclosing money from government; 农村集体经济组织财务公开规定; 关头村 case: 300,000 yuan of the county bureau
-- basis_zh: 《村民委员会组织法》第三十条（政府拨付资金公布）；《农村集体经济组织财务公开规定》；关头村案例：县局30万元
-- exclusion: booked: an income entry has the same document number, or the same amount within the days
-- exclusion: in-parts: entries with the document's number add up to the sum
-- exclusion: recent: the ledger is not published as far yet
-- exclusion: not-to-a-village: allocations to towns and counties
-- exclusion_zh: booked: 已按文号或同额在规定天数内记收入
-- exclusion_zh: in-parts: 同一文号分几笔记，合计相等
-- exclusion_zh: recent: 村账还没有公示到那个月
-- exclusion_zh: not-to-a-village: 拨给乡镇、县的
-- innocent: The town keeps the money on account for the village and books it there.
-- innocent: The bookkeeper wrote another sum because fees were taken off.
-- innocent_zh: 由乡镇代管、记在代管账上。
-- innocent_zh: 扣除费用后入账，金额不同。
-- next: Ask the giver for the transfer slip and the village for the bank statement.
-- next: If it arrived and was not booked: where did it go?
-- next_zh: 向拨款单位要回单，向村里要银行流水。
-- next_zh: 到账未入账的：查清去向。
WITH reached AS (
    SELECT l.region_id, (max(l.month) + interval '1 month')::date - 1 AS until
    FROM villages_ledgerline AS l
    WHERE l.state = 'standing' {affected:l.region_id}
    GROUP BY l.region_id
), given AS (
    SELECT a.*, reached.until, {days:a.region_id,a.allocated_on}::int AS days
    FROM funds_allocation AS a
    JOIN reached ON reached.region_id = a.region_id
    WHERE a.state = 'paid' AND right(a.region_id, 3) <> '000'
), compared AS (
    SELECT given.*, given.amount - coalesce(booked.amount, 0) AS missing, booked.evidence
    FROM given
    CROSS JOIN LATERAL (
        SELECT sum(l.amount) AS amount, jsonb_agg({ledger:l} ORDER BY l.id) AS evidence
        FROM villages_ledgerline AS l
        WHERE l.region_id = given.region_id AND l.state = 'standing' AND l.entry = 'income'
            AND (
                l.document_number = given.document_number
                OR l.document_number = '' AND l.amount = given.amount
                AND coalesce(l.entered_on, l.month)
                    BETWEEN given.allocated_on - 5 AND given.allocated_on + given.days
            )
    ) AS booked
    WHERE given.allocated_on + given.days <= given.until
)
SELECT
    encode(convert_to(c.region_id, 'UTF8'), 'hex') || ':' || programme.code || ':'
        || md5(c.document_number || c.allocated_on) AS subject,
    'exact' AS grade,
    c.region_id AS region_code,
    programme.code AS programme_code,
    sum(c.missing) AS amount,
    jsonb_build_object(
        'from', min(c.from_office), 'allocated', sum(c.amount), 'day', min(c.allocated_on),
        'document', min(c.document_number), 'programme', min(programme.name)
    ) AS facts,
    jsonb_path_query_array(jsonb_agg(
        jsonb_build_array({allocation:c}) || coalesce(c.evidence, '[]'::jsonb) ORDER BY c.id
    ), '$[*][*]') AS evidence,
    jsonb_build_object('village', c.region_id) AS groups
FROM compared AS c
JOIN funds_programme AS programme ON programme.id = c.programme_id
WHERE c.missing > 0
GROUP BY c.region_id, programme.code, c.document_number, c.allocated_on
