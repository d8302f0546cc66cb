from regions.selectors.groups import is_group_name, split_group
from regions.selectors.names import full_name, names_for, portal_chain
from regions.selectors.resolver import RegionResolver
from regions.selectors.search import find_regions


__all__ = [
    "RegionResolver",
    "find_regions",
    "full_name",
    "names_for",
    "portal_chain",
    "is_group_name",
    "split_group",
]
