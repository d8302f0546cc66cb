from regions.services.loading import Division, LoadResult, load_divisions


__all__ = ["Division", "LoadResult", "load_divisions"]
