-- code: village-payee-is-cadre
-- question: Did the village pay a cadre or a cadre's family for goods, works or rent?
-- question_zh: 村里有没有把货款、工程款、租金付给村干部或其亲属？
-- headline: {counterparty}, {relation}, was paid {amount} by the village in {lines} entries this year ({year}).
-- headline_zh: {counterparty}（{relation}）{year}年从村里收款{lines}笔，共{amount}。
-- example: The village head's brother, registered as relative, is paid 18,000 yuan for gravel. The head's monthly pay raises nothing.
-- example_zh: 村主任的弟弟（亲属登记在册）收到砂石款18000元。村主任的工资不算。
-- scope: books
-- severity: medium
-- accuses: counterparty, relation, year
-- grows: lines
-- registries: village-cadres, population
-- parameter: yuan = 1000 : yuan a year up to which nothing is asked
-- parameter_zh: yuan: 一年多少元以下不问
-- basis: 村民委员会组织法 art. 32 on the supervision of village finances; the rules on avoiding conflicts of interest of village cadres
-- basis_zh: 《村民委员会组织法》第三十二条；村干部廉洁履职与回避规定
-- exclusion: pay: cadres' own pay and lost-work allowances
-- exclusion: welfare: aid that relatives receive as everybody does is asked about by other rules
-- exclusion: small: not more in a year than the parameter says
-- exclusion: elsewhere: a cadre of another village with the same name
-- exclusion_zh: pay: 干部本人的报酬和误工补贴
-- exclusion_zh: welfare: 亲属与其他村民一样领的慰问、救助，由别的规则核对
-- exclusion_zh: small: 一年合计不超过规定金额
-- exclusion_zh: elsewhere: 外村同名干部
-- innocent: Somebody else of the same name lives in the village.
-- innocent: The only builder of the village, chosen in an open meeting.
-- innocent: The cadre advanced the money and was reimbursed.
-- innocent_zh: 同村同名。
-- innocent_zh: 村里唯一的工匠，经会议公开确定。
-- innocent_zh: 干部垫付后报销。
-- next: Look at who handled and approved the entries, and whether the person stepped aside.
-- next: Compare the price with two quotations.
-- next_zh: 看经手人、审批人是谁，有没有回避。
-- next_zh: 与两家报价对比价格。
WITH cadres AS (
    -- A cadre is one of the village in which the register knows him to live.
    SELECT DISTINCT home.region_id, r.person_id, r.name,
        CASE WHEN r.cadre_id IS NULL THEN coalesce(nullif(r.post, ''), '村干部')
            ELSE coalesce(nullif(r.cadre_name, ''), '村干部') || '的'
                || coalesce(nullif(r.relation, ''), '亲属')
        END AS relation,
        {registry:r:village-cadres:post,cadre_name,relation,since,until} AS line
    FROM matching_villagecadre AS r
    JOIN matching_resident AS home
        ON home.person_id = coalesce(r.cadre_id, r.person_id) AND NOT home.ended
    WHERE NOT r.ended
), paid AS (
    -- Who is related to two cadres was paid once.
    SELECT DISTINCT ON (l.id, c.person_id) l.*, c.person_id, c.relation, c.line, date_trunc('year', l.month)::date AS year,
        l.counterparty_id IS NOT NULL AND l.counterparty_id = c.person_id AS known
    FROM villages_ledgerline AS l
    JOIN cadres AS c ON c.region_id = l.region_id AND (
        c.person_id = l.counterparty_id OR l.counterparty_id IS NULL AND c.name = l.counterparty
    )
    WHERE l.state = 'standing' AND l.entry = 'expense' AND l.category NOT IN ('21', '26')
        {affected:l.region_id}
    ORDER BY l.id, c.person_id, c.relation, c.line
)
SELECT
    encode(convert_to(paid.region_id, 'UTF8'), 'hex') || ':'
        || md5(encode(paid.person_id, 'hex')) || ':' || to_char(paid.year, 'YYYY') AS subject,
    CASE WHEN bool_and(paid.known) THEN 'exact' ELSE 'computed' END AS grade,
    paid.region_id AS region_code,
    '' AS programme_code,
    sum(paid.amount) AS amount,
    jsonb_build_object(
        'counterparty', min(paid.counterparty), 'relation', min(paid.relation),
        'lines', count(*), 'year', to_char(paid.year, 'YYYY')
    ) AS facts,
    jsonb_agg({ledger:paid} ORDER BY paid.id) || (jsonb_agg(paid.line ORDER BY paid.line) -> 0)
        AS evidence,
    jsonb_build_object(
        'village', paid.region_id, 'person', encode(paid.person_id, 'hex')
    ) AS groups
FROM paid
GROUP BY paid.region_id, paid.person_id, paid.year
HAVING sum(paid.amount) > max({yuan:paid.region_id,paid.year})
