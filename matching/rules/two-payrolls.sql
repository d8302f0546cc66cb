-- code: two-payrolls
-- question: Does one person stand on the payrolls of two public units at the same time?
-- question_zh: 有没有一个人同时在两个单位的财政供养名册上？
-- headline: {name} stands as employed on the payrolls of {units} units at the same time: {where}.
-- headline_zh: {name}同时在{units}个单位的财政供养名册上在职：{where}。
-- example: A teacher has been in the list of a county's school since 2015. Since 2023 a town hall of the next county has the same person in its list.
-- example_zh: 某教师2015年起在一县学校名册里，2023年起又在邻县某镇政府名册里。
-- scope: person
-- severity: medium
-- accuses: name, where
-- grows: units
-- registries: public-employees
-- basis: 中华人民共和国公务员法 art. 44, 事业单位人事管理条例 (国务院令第652号): one post, one pay
-- basis_zh: 《公务员法》第四十四条、《事业单位人事管理条例》（国务院令第652号）：一人一岗一薪
-- exclusion: after: one unit after the other, by the dates of the lists
-- exclusion: same-unit: one unit under a longer and a shorter name
-- exclusion: two-lists: an office of a region and one above it list the same people
-- exclusion: no-salary: retired people, survivors, hired staff and whoever left
-- exclusion_zh: after: 先后任职，名册日期不重叠的
-- exclusion_zh: same-unit: 同一单位的全称和简称
-- exclusion_zh: two-lists: 上下级部门各报一份、报的是同一批人
-- exclusion_zh: no-salary: 退休、遗属、编外聘用和已离职的
-- innocent: A secondment: one unit pays, the other only lists the person.
-- innocent: A transfer whose day of leaving was not entered.
-- innocent_zh: 借调：一个单位发工资，另一个只是列名。
-- innocent_zh: 已经调动，原单位没有填离开日期。
-- next: Ask both units for the pay slips of one month.
-- next: If both pay: stop one, recover it, and ask who kept the name in the list (吃空饷).
-- next_zh: 请两个单位各提供一个月的工资发放单。
-- next_zh: 两边都发的：停一份、追回，查清是谁保留了名额（吃空饷）。
WITH employed AS MATERIALIZED (
    SELECT r.id, r.person_id, r.name, r.unit, r.since, r.until, r.office_id, office.region_code
    FROM matching_publicemployee AS r
    JOIN accounts_office AS office ON office.id = r.office_id
    WHERE NOT r.ended {affected:r.person_id} AND r.unit <> ''
        AND {means:public-employees:r.status:employed:office.region_code}
), both_units AS (
    SELECT one.person_id, one.id, other.id AS other_id
    FROM employed AS one
    JOIN employed AS other ON other.person_id = one.person_id AND other.id > one.id
    WHERE position(one.unit IN other.unit) = 0 AND position(other.unit IN one.unit) = 0
        AND coalesce(one.since, DATE '1900-01-01') <= coalesce(other.until, DATE '2999-12-31')
        AND coalesce(other.since, DATE '1900-01-01') <= coalesce(one.until, DATE '2999-12-31')
        AND (
            one.office_id = other.office_id
            -- Of two lists of one place each may hold everybody.
            OR left(one.region_code, 6) <> left(other.region_code, 6)
                AND right(one.region_code, 8) <> '00000000' AND right(other.region_code, 8) <> '00000000'
        )
), lines AS (
    SELECT person_id, id FROM both_units UNION SELECT person_id, other_id FROM both_units
)
SELECT
    encode(lines.person_id, 'hex') AS subject,
    'computed' AS grade,
    max(employed.region_code) AS region_code,
    '' AS programme_code,
    0 AS amount,
    jsonb_build_object(
        'name', max(employed.name), 'units', count(DISTINCT employed.unit),
        'where', string_agg(DISTINCT employed.unit, '、')
    ) AS facts,
    jsonb_agg({registry:r:public-employees:unit,status,since,until} ORDER BY r.id) AS evidence,
    jsonb_build_object('person', encode(lines.person_id, 'hex')) AS groups
FROM lines
JOIN employed ON employed.id = lines.id
JOIN matching_publicemployee AS r ON r.id = lines.id
GROUP BY lines.person_id
