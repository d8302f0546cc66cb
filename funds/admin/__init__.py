"""The catalogue kept by hand, and published money to read."""

from funds.admin import catalogue, published  # noqa: F401 - each registers its own
