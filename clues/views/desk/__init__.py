"""The inspectors' desk, the checks of other offices, and what is made of it on paper."""
