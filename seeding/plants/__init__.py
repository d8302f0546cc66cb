"""What is planted in the synthetic city: for every rule something it must find, and innocents."""

from __future__ import annotations

from seeding.plants.certificates import plant_certificates
from seeding.plants.doubles import plant_doubles
from seeding.plants.means import plant_means
from seeding.plants.payments import plant_payments
from seeding.plants.relations import plant_relations
from seeding.plants.units import plant_units
from seeding.stage import Stage


def plant_everything(stage: Stage) -> None:
    plant_means(stage)
    plant_certificates(stage)
    plant_doubles(stage)
    plant_relations(stage)
    plant_payments(stage)
    plant_units(stage)
    stage.complete_registries()


__all__ = ["plant_everything"]
