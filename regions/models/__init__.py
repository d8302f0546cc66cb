from regions.models.region import Region, RegionQuerySet


__all__ = ["Region", "RegionQuerySet"]
