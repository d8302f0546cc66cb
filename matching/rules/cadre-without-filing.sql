-- code: cadre-without-filing
-- question: Does a village cadre or a near relative draw a benefit granted at discretion without the relationship being on record?
-- question_zh: 村干部或其近亲属领了需要评议审批的钱，有没有按规定备案？
-- headline: {name} ({kin}) drew “{programme}” {payments} time(s), {amount} in all; the relationship is not on record.
-- headline_zh: {name}（{kin}）领“{programme}”{payments}次，共{amount}，没有备案。
-- example: The wife of a village committee’s head draws the living allowance, and no record of the relationship was made. With the record nothing is found.
-- example_zh: 村委会主任的妻子领低保，没有办理备案。已经备案的不算。
-- scope: person
-- severity: medium
-- accuses: relation, cadre, post, kin
-- registries: village-cadres
-- returns: payments
-- line: village-cadres: relation, cadre_name, post, filed, since, until
-- fact: relation = max(coalesce(nullif(line.relation, ''), '本人'))
-- fact: cadre = max(coalesce(nullif(line.cadre_name, ''), line.name))
-- fact: post = max(line.post)
-- fact: kin = max(coalesce(nullif(line.post, ''), '村干部') || CASE WHEN coalesce(nullif(line.relation, ''), '本人') = '本人' THEN '' ELSE coalesce(line.cadre_name, '') || '的' || line.relation END)
-- group: handler = max(encode(coalesce(line.cadre_id, line.person_id), 'hex'))
-- basis: 民政部 最低生活保障审核确认办法 on putting near relatives of those who handle or decide on record
-- basis_zh: 《最低生活保障审核确认办法》关于经办人员和村干部近亲属备案的规定
-- exclusion: filed: the relationship is on record
-- exclusion: universal: benefits that everybody of an age or with land gets
-- exclusion: term: periods before or after the cadre’s term
-- exclusion: returned: money that the bank sent back did not reach anybody
-- exclusion_zh: filed: 已经备案的
-- exclusion_zh: universal: 普惠性的钱（到龄、按地亩就有的）不算
-- exclusion_zh: term: 任职以前和离任以后的所属期
-- exclusion_zh: returned: 银行退回：钱没有到任何人手里
-- innocent: The family is truly poor, and only the form was forgotten.
-- innocent: The relatives live apart and have nothing to do with each other’s house.
-- innocent_zh: 家庭确实困难，只是漏办了备案。
-- innocent_zh: 亲属各自生活，互不往来。
-- next: Ask the town for the record and the minutes of the assessment.
-- next: If it was only forgotten: file it now and close as mended.
-- next: If the family does not qualify: stop, recover, and look at who took part in the decision.
-- next_zh: 向乡镇调取备案表和民主评议记录。
-- next_zh: 只是漏办的：补办备案，按已整改了结。
-- next_zh: 不符合条件的：停发追回，查清谁参与了评议。
SELECT p.id AS payment_id, r.id AS line_id
FROM matching_villagecadre AS r
JOIN {payments} AS p ON p.beneficiary_id = r.person_id
JOIN funds_programme AS programme ON programme.id = p.programme_id
WHERE NOT r.ended AND NOT r.filed {affected:r.person_id}
    AND p.state = 'paid'
    -- Granted after a look at income, or by the town case by case.
    AND (programme.means_tested OR programme.code IN ('2210105', '2082001', '2240703'))
    AND p.period_to >= coalesce(r.since, p.period_to)
    AND p.period_from <= coalesce(r.until, p.period_from)
    AND NOT EXISTS (
        -- A cadre's own line, or the nearest relative's. Anybody on record anywhere is on record.
        SELECT FROM matching_villagecadre AS other
        WHERE other.person_id = r.person_id AND NOT other.ended
            AND (
                other.filed
                OR (other.cadre_id IS NOT NULL, coalesce(other.since, '-infinity'::date), other.id)
                    < (r.cadre_id IS NOT NULL, coalesce(r.since, '-infinity'::date), r.id)
            )
        OFFSET 0
    )
