-- code: village-undecided-contract
-- question: Was a contract signed before the villagers had decided on it?
-- question_zh: 有没有没走完“四议”就签合同的？
-- headline: “{contract}” over {amount} was signed on {day}; before that {missing} of the four deliberations are missing or did not carry.
-- headline_zh: “{contract}”（{amount}）{day}签订，此前“四议”缺少或未通过{missing}项。
-- example: A lease over 60,000 yuan is signed on 10 January; the villagers' representatives met on the 20th. Emergency works after a flood raise nothing.
-- example_zh: 6万元的承包合同1月10日签订，村民代表会议20日才开。抢险救灾工程不算。
-- scope: books
-- severity: high
-- accuses: contract, number, day, missing, counterparty
-- parameter: yuan = 10000 : contracts up to this price are not asked about
-- parameter_zh: yuan: 多少元以下的合同不问
-- basis: 村民委员会组织法 art. 22, 24, 25; the rules on 四议两公开
-- basis_zh: 《村民委员会组织法》第二十二、二十四、二十五条；“四议两公开”工作法
-- exclusion: decided: all four deliberations carried on or before the day of signing
-- exclusion: small: not more than the parameter says
-- exclusion: emergency: rescue and disaster works
-- exclusion: undated: no day of signing is given
-- exclusion_zh: decided: 四议都在签订当天或之前通过
-- exclusion_zh: small: 金额不超过规定
-- exclusion_zh: emergency: 抢险救灾
-- exclusion_zh: undated: 没有写签订日期
-- innocent: The meetings took place, but their records have not been published yet.
-- innocent: The contract names no decision, or another number.
-- innocent_zh: 会议开过，记录还没有公示。
-- innocent_zh: 合同没写决议编号，或写成别的编号。
-- next: Ask for the minutes with the signatures of those present.
-- next: If there were none: put it before the villagers, and look at who gained.
-- next_zh: 调取会议记录和签到表。
-- next_zh: 没有开会的：补交村民讨论，查清谁受益。
WITH signed AS (
    SELECT c.*, coalesce(c.price, c.instalment) AS worth
    FROM villages_contract AS c
    WHERE c.state = 'standing' AND c.signed_on IS NOT NULL {affected:c.region_id}
        AND coalesce(c.price, c.instalment) > {yuan:c.region_id,c.signed_on}
        AND c.name || c.subject !~ '抢险|救灾|应急|抢修|防汛'
), carried AS (
    SELECT signed.id, d.step, d.held_on, {decision:d} AS evidence,
        d.held_on <= signed.signed_on AND CASE d.step
            -- Two thirds of the Party members present, more than half of all in favour.
            WHEN 'party' THEN d.attended * 3 >= d.entitled * 2 AND d.in_favour * 2 > d.entitled
            -- 村民委员会组织法 art. 22: more than half of the adults, or two thirds of the households.
            WHEN 'assembly' THEN d.attended * 2 > d.entitled AND d.in_favour * 2 > d.attended
            WHEN 'households' THEN d.attended * 3 > d.entitled * 2 AND d.in_favour * 2 > d.attended
            -- Art. 25: two thirds of the representatives.
            WHEN 'representatives'
                THEN d.attended * 3 >= d.entitled * 2 AND d.in_favour * 2 > d.attended
            ELSE TRUE
        END IS TRUE AS holds,
        CASE WHEN d.step IN ('assembly', 'households', 'representatives') THEN 'resolved'
            ELSE d.step END AS stage
    FROM signed
    JOIN villages_decisionentry AS d ON d.region_id = signed.region_id AND d.state = 'standing'
        AND d.number = signed.decision_number AND signed.decision_number <> ''
    WHERE d.step NOT IN ('published', 'result')
), counted AS (
    SELECT signed.id, 4 - count(DISTINCT carried.stage) FILTER (WHERE carried.holds) AS missing,
        coalesce(
            jsonb_agg(carried.evidence || jsonb_build_object('holds', carried.holds) ORDER BY carried.held_on, carried.step)
                FILTER (WHERE carried.evidence IS NOT NULL), '[]'::jsonb
        ) || coalesce((
            SELECT jsonb_agg(jsonb_build_object('kind', 'decision', 'step', stage, 'holds', false))
            FROM unnest(ARRAY['proposed', 'consulted', 'party', 'resolved']) AS stage
            WHERE stage <> ALL(array_remove(array_agg(carried.stage), NULL))
        ), '[]'::jsonb) AS evidence
    FROM signed LEFT JOIN carried ON carried.id = signed.id
    GROUP BY signed.id
)
SELECT
    encode(convert_to(signed.region_id, 'UTF8'), 'hex') || ':' || md5(signed.number) AS subject,
    'exact' AS grade,
    signed.region_id AS region_code,
    '' AS programme_code,
    signed.worth AS amount,
    jsonb_build_object(
        'contract', signed.name, 'number', signed.number, 'day', signed.signed_on,
        'missing', counted.missing, 'counterparty', signed.counterparty
    ) AS facts,
    jsonb_build_array({contract:signed}) || counted.evidence AS evidence,
    jsonb_build_object('village', signed.region_id) AS groups
FROM signed
JOIN counted ON counted.id = signed.id
WHERE counted.missing > 0
