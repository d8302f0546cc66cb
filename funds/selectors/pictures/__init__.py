from funds.selectors.pictures.flows import flow_of_money
from funds.selectors.pictures.heads import per_head_of, residents_of
from funds.selectors.pictures.months import MonthSum, month_sums, months_of
from funds.selectors.pictures.places import places_of


__all__ = [
    "MonthSum",
    "flow_of_money",
    "month_sums",
    "months_of",
    "per_head_of",
    "places_of",
    "residents_of",
]
