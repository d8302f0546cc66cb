from seeding.villages.services import plan_villages, seed_villages


__all__ = ["plan_villages", "seed_villages"]
