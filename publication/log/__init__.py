"""The log's own arithmetic, which knows neither database nor site: trees, leaves, notes, proofs."""
