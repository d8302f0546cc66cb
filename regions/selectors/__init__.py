from regions.selectors.groups import split_group
from regions.selectors.names import full_name, names_for
from regions.selectors.resolver import RegionResolver
from regions.selectors.search import find_regions


__all__ = ["RegionResolver", "find_regions", "full_name", "names_for", "split_group"]
