"""Village cadres and those close to them."""

from __future__ import annotations

from seeding.stage import Stage


MEANS = "2081902"
TIMES = 3


def plant_relations(stage: Stage) -> None:
    for _time in range(TIMES):
        for kind, hit, filed in (("wife", True, False), ("on-record", False, True)):
            cadre, relative = stage.person(), stage.person()
            stage.register("village-cadres", cadre, post="村委会主任")
            stage.register(
                "village-cadres", relative, relation="配偶", post="村委会主任", filed=filed,
                cadre_id=stage.people.numbers[cadre], cadre_name=stage.people.names[cadre],
            )  # fmt: skip
            rows = stage.pay(relative, MEANS, size=1)
            stage.expect("cadre-without-filing", kind, stage.of(relative, MEANS), rows, hit=hit)
        mother, cadre = stage.person(82, 88), stage.person()
        stage.register("village-cadres", mother, relation="母亲", cadre_id=stage.people.numbers[cadre], cadre_name=stage.people.names[cadre])  # fmt: skip
        rows = stage.pay(mother, "2080502")
        stage.expect(
            "cadre-without-filing", "universal", stage.of(mother, "2080502"), rows, hit=False
        )
