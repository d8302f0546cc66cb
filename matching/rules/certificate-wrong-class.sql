-- code: certificate-wrong-class
-- question: Does the certificate’s degree or kind of disability not entitle to the benefit paid?
-- question_zh: 残疾等级或类别是不是不符合所领补贴的条件？
-- headline: {name} holds a certificate of degree {level} ({category}), which does not entitle to “{programme}”: paid {payments} time(s), {amount} in all.
-- headline_zh: {name}的残疾证是{level}级（{category}），不符合“{programme}”的条件：已发放{payments}次，共{amount}。
-- example: Somebody with a certificate of the fourth degree draws the care benefit, which is for the first and second.
-- example_zh: 某人持四级残疾证，领的却是发给一、二级的护理补贴。
-- scope: person
-- severity: medium
-- accuses: level, category
-- registries: disabled-persons
-- returns: payments
-- line: disabled-persons: category, level, issued_on, expires_on
-- fact: level = max(line.level)
-- fact: category = max(line.category)
-- parameter: degree = 2 : severest degrees that entitle to the care benefit: 1 to this
-- parameter: mind_degree = 3 : the same for mental and intellectual disability
-- parameter_zh: degree: 重度残疾人护理补贴发到第几级
-- parameter_zh: mind_degree: 智力、精神残疾发到第几级
-- basis: 残疾人保障法; 国发〔2015〕52号 on the two benefits for the disabled
-- basis: 财社〔2010〕256号 on the fuel benefit for wheelchair vehicles
-- basis_zh: 《残疾人保障法》；《国务院关于全面建立困难残疾人生活补贴和重度残疾人护理补贴制度的意见》（国发〔2015〕52号）
-- basis_zh: 《残疾人机动轮椅车燃油补贴》（财社〔2010〕256号）
-- exclusion: mind: the third degree of mental and intellectual disability, where the region cares for it
-- exclusion: severest: of several certificates the severest counts
-- exclusion: before: periods before the certificate was issued
-- exclusion: returned: money that the bank sent back did not reach anybody
-- exclusion_zh: mind: 当地把三级智力、精神残疾纳入护理补贴的
-- exclusion_zh: severest: 有几本证的，以等级最重的为准
-- exclusion_zh: before: 发证以前的所属期
-- exclusion_zh: returned: 银行退回：钱没有到任何人手里
-- innocent: The person was assessed anew, and the registry still holds the old degree.
-- innocent: The region extended the benefit to further degrees; set it as the region’s parameter.
-- innocent_zh: 已经重新评定，名册里还是旧等级。
-- innocent_zh: 当地扩大了发放范围：请在参数里设置。
-- next: Let the disabled persons’ federation check the certificate’s number and state.
-- next: If a renewal is under way, help to finish it before the benefit is stopped.
-- next: If true: stop or change the class from the next month, recover what was overpaid.
-- next_zh: 请残联核对证件号码和状态。
-- next_zh: 正在换证的，先帮助办完，不要急着停发。
-- next_zh: 属实的：从次月起停发或调整档次，追回多发的钱。
SELECT p.id AS payment_id, r.id AS line_id
FROM matching_disabledperson AS r
JOIN {payments} AS p ON p.beneficiary_id = r.person_id
JOIN funds_programme AS programme ON programme.id = p.programme_id
WHERE NOT r.ended {affected:r.person_id}
    AND p.state = 'paid' AND programme.code IN ('2081108', '2081110')
    AND p.period_from >= coalesce(r.issued_on, p.period_from)
    AND NOT EXISTS (
        -- Of several certificates the severest counts.
        SELECT FROM matching_disabledperson AS other
        WHERE other.person_id = r.person_id AND NOT other.ended
            AND (other.level, other.id) < (r.level, r.id)
        OFFSET 0
    )
    AND (
        (
            programme.code = '2081108' AND r.level > {degree:p.region_id,p.period_from}
            -- Many regions care for the third degree of mental and intellectual disability too.
            AND (
                r.level > {mind_degree:p.region_id,p.period_from}
                OR {means:disabled-persons:r.category:limb,sense,multiple,unsaid:p.region_id}
            )
        )
        OR (programme.code = '2081110' 
            AND {means:disabled-persons:r.category:sense,mind:p.region_id})
    )
