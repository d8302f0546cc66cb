-- code: certificate-expired
-- question: Is a benefit for the disabled paid on after the certificate ran out?
-- question_zh: 残疾证过期以后，残疾人补贴是不是还在发？
-- headline: The certificate of {name} ran out on {expires_on}; “{programme}” has since been paid {payments} time(s), {amount} in all.
-- headline_zh: {name}的残疾证{expires_on}到期，此后“{programme}”又发放{payments}次，共{amount}。
-- example: A certificate ran out on 1 March 2025, and the benefit for March 2026 was paid. Within 60 days after expiry nothing is said.
-- example_zh: 残疾证2025年3月1日到期，2026年3月的补贴还在发。到期60天内不提示。
-- scope: person
-- severity: low
-- accuses: expires_on
-- registries: disabled-persons
-- returns: payments
-- line: disabled-persons: category, level, issued_on, expires_on
-- fact: expires_on = max(line.expires_on)
-- parameter: grace_days = 60 : days after expiry that a renewal may take
-- parameter_zh: grace_days: 到期后多少天内可以办理换证
-- basis: 残疾人保障法; 国发〔2015〕52号 on the two benefits for the disabled
-- basis_zh: 《残疾人保障法》；《国务院关于全面建立困难残疾人生活补贴和重度残疾人护理补贴制度的意见》（国发〔2015〕52号）
-- exclusion: renewal: a renewal may take some weeks
-- exclusion: longest: of several certificates the one that lasts longest counts
-- exclusion: returned: money that the bank sent back did not reach anybody
-- exclusion_zh: renewal: 换证需要时间，宽限期内不算
-- exclusion_zh: longest: 有几本证的，以有效期最长的为准
-- exclusion_zh: returned: 银行退回：钱没有到任何人手里
-- innocent: The renewal was applied for in time and is not yet in the registry.
-- innocent: The person cannot travel to the assessment.
-- innocent_zh: 已经按时申请换证，名册还没有更新。
-- innocent_zh: 本人行动不便，没能去做评定。
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
    AND p.state = 'paid' AND programme.code IN ('2081107', '2081108', '2081110')
    AND r.expires_on IS NOT NULL
    AND NOT EXISTS (
        -- Of several certificates the one that lasts longest counts.
        SELECT FROM matching_disabledperson AS other
        WHERE other.person_id = r.person_id AND NOT other.ended
            AND (
                coalesce(other.expires_on, 'infinity'::date) > r.expires_on
                OR other.expires_on = r.expires_on AND other.id < r.id
            )
        OFFSET 0
    )
    AND p.period_from > r.expires_on + {grace_days:p.region_id,p.period_from}::int
