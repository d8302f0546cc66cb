from regions.models.population import Population
from regions.models.region import Region, RegionQuerySet


__all__ = ["Population", "Region", "RegionQuerySet"]
