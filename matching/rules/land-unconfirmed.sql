-- code: land-unconfirmed
-- question: Is a subsidy by area paid to a household for which no land at all was confirmed?
-- question_zh: 全家没有任何确权土地的人，是不是在领按亩发的补贴？
-- headline: {name} claimed {claimed} mu for “{programme}”; no land is confirmed for anybody of the household. {amount} in all.
-- headline_zh: {name}申报“{programme}”{claimed}亩，全家没有任何确权土地，共{amount}。
-- example: Somebody claims six mu. Neither the person nor anybody of the household stands in the register of confirmed land.
-- example_zh: 某人申报6亩，本人和家里人在确权登记里都查不到。
-- scope: household
-- severity: low
-- accuses: programme
-- grows: claimed
-- registries: land, households
-- programmes: code IN ('2130122', '2130124', '2130125', 'L350105')
-- returns: payments
-- fact: claimed = round(max(p.units), 2)
-- parameter: mu = 1 : claims up to so many mu do not count
-- parameter_zh: mu: 申报不超过多少亩的不算
-- basis: 农业农村部、财政部 on the subsidy for protecting farmland: by the confirmed or contracted area
-- basis_zh: 农业农村部、财政部关于耕地地力保护补贴的规定：按确权或承包面积
-- exclusion: household: land confirmed for any member of the household; one claims, another is the contractor
-- exclusion: leased: leased, large-scale and reclaimed land, where the class says so
-- exclusion: small: kitchen gardens and corners up to the parameter
-- exclusion: no-register: places for which no office has loaded its register of land
-- exclusion: loaded-in-part: counties whose register of land knows less than half of the households that claim
-- exclusion: returned: money that the bank sent back did not reach anybody
-- exclusion_zh: household: 家里任何一个人有确权土地的；承包方代表和申报人可以不是一个人
-- exclusion_zh: leased: 流转、承租、大户和开荒的土地（类别里写明）
-- exclusion_zh: small: 不超过参数的零星地
-- exclusion_zh: no-register: 当地没有导入确权登记的，不判断
-- exclusion_zh: loaded-in-part: 确权登记只导入了一部分（申报户里查得到的不到一半）的县区，不判断
-- exclusion_zh: returned: 银行退回：钱没有到任何人手里
-- innocent: The contractor died or moved, and the land stands under a relative of another household.
-- innocent: The household's land has not been surveyed yet.
-- innocent_zh: 承包方代表已去世或迁出，土地登记在别的户名下。
-- innocent_zh: 这户的土地还没有确权。
-- next: Ask the village for the contract and the plots, and look at them.
-- next: If there is no land: recover, and ask who reported the area.
-- next_zh: 请村里提供承包合同和地块，到现场核对。
-- next_zh: 没有地的：追回，并查清面积是谁报的。
SELECT p.id AS payment_id
FROM {payments} AS p
JOIN funds_programme AS programme ON programme.id = p.programme_id
WHERE p.state = 'paid' {affected:p.beneficiary_id}
    AND programme.code IN ('2130122', '2130124', '2130125', 'L350105')
    AND p.units > {mu:p.region_id,p.period_from}
    AND NOT {means:payments:p.recipient_class:leased:p.region_id}
    AND NOT EXISTS (
        SELECT FROM matching_landright AS r WHERE r.person_id = p.beneficiary_id AND NOT r.ended
    )
    AND NOT EXISTS (
        SELECT FROM matching_householdmember AS own
        JOIN matching_householdmember AS member
            ON member.household = own.household AND NOT member.ended
        JOIN matching_landright AS r ON r.person_id = member.person_id AND NOT r.ended
        WHERE own.person_id = p.beneficiary_id AND NOT own.ended
    )
    -- Only where the list is loaded, and not in part: a missing one accuses nobody.
    AND {covered:land:p.region_id}
