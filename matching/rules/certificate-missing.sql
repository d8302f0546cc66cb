-- code: certificate-missing
-- question: Is a benefit for the disabled paid to somebody who has no certificate of disability?
-- question_zh: 有没有人没有残疾证却在领残疾人补贴？
-- headline: {name} drew “{programme}” {payments} time(s), {amount} in all; no certificate of disability is registered under this number.
-- headline_zh: {name}领“{programme}”{payments}次，共{amount}；这个身份证号没有登记残疾证。
-- example: Somebody draws the care benefit for the disabled, and no certificate stands under the number although the county’s list is loaded.
-- example_zh: 某人领残疾人护理补贴，县里的残疾证名册已经导入，却查不到这个号码。
-- scope: person
-- severity: medium
-- registries: disabled-persons
-- programmes: code IN ('2081107', '2081108', '2081110')
-- returns: payments
-- basis: 残疾人保障法; 国发〔2015〕52号 on the two benefits for the disabled
-- basis_zh: 《残疾人保障法》；《国务院关于全面建立困难残疾人生活补贴和重度残疾人护理补贴制度的意见》（国发〔2015〕52号）
-- exclusion: no-registry: counties whose registry of certificates is not loaded
-- exclusion: loaded-in-part: counties whose list knows less than half of those who draw the benefits
-- exclusion: returned: money that the bank sent back did not reach anybody
-- exclusion_zh: no-registry: 没有导入残疾证名册的县区不比对
-- exclusion_zh: loaded-in-part: 名册只导入了一部分（领补贴的人里查得到的不到一半）的县区，不比对
-- exclusion_zh: returned: 银行退回：钱没有到任何人手里
-- innocent: The certificate was issued in another county or under an old 15-digit number.
-- innocent: The registry is behind by a month.
-- innocent_zh: 残疾证在外县办理，或用的是15位旧号码。
-- innocent_zh: 名册更新晚了一个月。
-- next: Let the disabled persons’ federation check the certificate’s number and state.
-- next: If a renewal is under way, help to finish it before the benefit is stopped.
-- next: If true: stop or change the class from the next month, recover what was overpaid.
-- next_zh: 请残联核对证件号码和状态。
-- next_zh: 正在换证的，先帮助办完，不要急着停发。
-- next_zh: 属实的：从次月起停发或调整档次，追回多发的钱。
SELECT p.id AS payment_id
FROM {payments} AS p
JOIN funds_programme AS programme ON programme.id = p.programme_id
WHERE p.state = 'paid' AND programme.code IN ('2081107', '2081108', '2081110')
    {affected:p.beneficiary_id}
    AND NOT EXISTS (
        SELECT FROM matching_disabledperson AS r
        WHERE r.person_id = p.beneficiary_id AND NOT r.ended
    )
    -- Only where the list is loaded, and not in part: a missing one accuses nobody.
    AND {covered:disabled-persons:p.region_id}
