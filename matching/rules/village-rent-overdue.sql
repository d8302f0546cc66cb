-- code: village-rent-overdue
-- question: Is rent or another contract price overdue to the village?
-- question_zh: 村里有没有该收没收的租金、承包款？
-- headline: {counterparty} owes the village {amount} under “{contract}”: ¥{due} were due by {until}, ¥{received} stand in the ledger.
-- headline_zh: {counterparty}按“{contract}”截至{until}应交¥{due}，账上收到¥{received}，欠{amount}。
-- example: 6,000 yuan a year are due on 1 February. The ledger is published until June and shows one year's rent of two.
-- example_zh: 每年2月1日应交6000元，村账公示到6月，两年只收到一年。
-- scope: books
-- severity: medium
-- accuses: contract, number, counterparty
-- grows: due, received, until
-- parameter: days = 60 : days of grace after an instalment falls due
-- parameter_zh: days: 到期后宽限多少天
-- basis: 农村集体经济组织法 on the management of collective assets; the contract itself
-- basis_zh: 《农村集体经济组织法》关于集体资产管理的规定；合同约定
-- exclusion: grace: an instalment that fell due a short time ago
-- exclusion: not-published: the ledger is not published as far as the day it fell due
-- exclusion: paid: entries with the contract's number add up to what was due
-- exclusion: pays: contracts by which the village pays
-- exclusion_zh: grace: 刚到期，在宽限期内
-- exclusion_zh: not-published: 村账还没有公示到应交日
-- exclusion_zh: paid: 账上按合同编号已收齐
-- exclusion_zh: pays: 村里付款的合同
-- innocent: The rent was booked without the contract's number.
-- innocent: The villagers agreed to wait or to waive it.
-- innocent_zh: 租金已入账，漏填合同编号。
-- innocent_zh: 经村民会议同意缓交或减免。
-- next: Ask the bookkeeper for the receipts and have the contract's number added.
-- next: Remind the other party in writing; look at whether it is a cadre's family.
-- next_zh: 请报账员核对收据，补填合同编号。
-- next_zh: 书面催缴；看承包人是不是干部亲属。
WITH reached AS (
    SELECT l.region_id, (max(l.month) + interval '1 month')::date - 1 AS until
    FROM villages_ledgerline AS l
    WHERE l.state = 'standing' {affected:l.region_id}
    GROUP BY l.region_id
), agreed AS (
    SELECT c.*, reached.until, reached.until - {days:c.region_id,reached.until}::int AS counted
    FROM villages_contract AS c
    JOIN reached ON reached.region_id = c.region_id
    WHERE c.state = 'standing' AND c.side = 'receives' AND c.first_due_on IS NOT NULL
), due AS (
    SELECT agreed.*, CASE
        WHEN coalesce(instalment, 0) = 0
            THEN CASE WHEN first_due_on <= counted THEN coalesce(price, 0) ELSE 0 END
        WHEN every_months IS NULL OR ends_on IS NULL
            THEN CASE WHEN first_due_on <= counted THEN instalment ELSE 0 END
        ELSE instalment * (
            SELECT count(*) FROM generate_series(0, 1200) AS number
            WHERE first_due_on + make_interval(months => number * every_months)
                <= least(ends_on, counted)
        )
    END AS due
    FROM agreed
), compared AS (
    SELECT due.*, coalesce(moved.amount, 0) AS received, moved.evidence
    FROM due
    CROSS JOIN LATERAL (
        SELECT sum(l.amount) AS amount, jsonb_agg({ledger:l} ORDER BY l.id) AS evidence
        FROM villages_ledgerline AS l
        WHERE l.region_id = due.region_id AND l.state = 'standing' AND l.entry = 'income'
            AND l.contract_number = due.number
    ) AS moved
)
SELECT
    encode(convert_to(c.region_id, 'UTF8'), 'hex') || ':' || md5(c.number) AS subject,
    'exact' AS grade,
    c.region_id AS region_code,
    '' AS programme_code,
    c.due - c.received AS amount,
    jsonb_build_object(
        'contract', c.name, 'number', c.number, 'counterparty', c.counterparty, 'due', c.due,
        'received', c.received, 'until', c.counted
    ) AS facts,
    jsonb_build_array({contract:c}) || coalesce(c.evidence, '[]'::jsonb) AS evidence,
    jsonb_build_object('village', c.region_id) AS groups
FROM compared AS c
WHERE c.due > c.received
