"""A rule as its file states it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import get_language

from clues.services.opening import GROWTH
from core.exceptions import PortalError
from matching.choices import Ground
from matching.rules.template import (
    AFFECTED,
    CHANGED,
    COVERED,
    PAYMENTS,
    REGISTRY_SUBSET,
    ParameterValue,
    SubjectFilter,
    fill,
)
from matching.rules.vocabulary import Place
from matching.rules.words import Words, words_asked
from matching.scopes import Scope


class RuleFileError(PortalError):
    """A rule file does not keep the form; the text names file and fault."""


@dataclass(frozen=True, slots=True)
class Parameter:
    name: str
    default: Decimal
    meaning: str


@dataclass(frozen=True, slots=True)
class Wording:
    """What a rule says to its readers, in one language."""

    question: str
    example: str = ""
    headline: str = ""
    headline_other_name: str = ""
    parameters: tuple[tuple[str, str], ...] = ()
    basis: tuple[str, ...] = ()
    exclusions: tuple[tuple[str, str], ...] = ()
    innocent: tuple[str, ...] = ()
    next_steps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule as its file states it; `version` is a digest of the whole file.

    `english` and `chinese` are its words; what the file does not say in Chinese stands in
    `chinese` in English.
    """

    code: str
    scope: Scope
    severity: str
    sql: str
    version: str
    english: Wording
    chinese: Wording
    registries: tuple[str, ...] = ()
    programmes: str = ""
    reaches: tuple[str, ...] = ()
    derives: tuple[str, ...] = ()
    on_trial: bool = False
    # What it finds is owed to somebody: a duty of the department, no suspicion against anybody.
    duty: bool = False
    parameters: tuple[Parameter, ...] = ()
    # It holds people against a registry; only to ask how many live at home is not that.
    against_registers: bool = False
    # What it finds is too often chance to stand in a queue or a sum.
    hint: bool = False
    # Rules of whose clues it is another reason, where the same payments make both.
    reason_of: tuple[str, ...] = ()
    # The programmes that it asks about, where `programmes` does not say it.
    asks_about: str = ""
    # It asks for the household of those only who are paid as a household.
    asks_household_only: bool = False
    # Its facts: what accuses, and what only counts, sums or dates the latest; and from how many
    # times the money on an explained clue is raised again.
    accuses: frozenset[str] = frozenset()
    grows: frozenset[str] = frozenset()
    growth: Decimal = GROWTH
    # Counts the payments that it could not judge; empty where its hits say which.
    unjudged: str = ""

    @property
    def question(self) -> str:
        return self.english.question

    @property
    def wording(self) -> Wording:
        """The rule's words in the reader's language."""
        return self.chinese if (get_language() or "").startswith("zh") else self.english

    @property
    def ground(self) -> Ground:
        people = Ground.REGISTERS if self.against_registers else Ground.PAYMENTS
        return self.scope.ground or people

    @property
    def words_asked(self) -> frozenset[Place]:
        """The columns of registries and rosters whose words it asks for by their meaning."""
        return words_asked(self.sql + self.unjudged)

    @property
    def accuses_by_absence(self) -> frozenset[str]:
        """Registries of which a missing line accuses."""
        return frozenset(match["registry"] for match in COVERED.finditer(self.sql))

    def asked_about(self, registry: str) -> str:
        """The condition on the programmes of which it asks this registry."""
        conditions = [self.asks_about or self.programmes or "true"]
        if registry == "households" and self.asks_household_only:
            conditions.append("household_benefit")
        return " AND ".join(f"({condition})" for condition in conditions)

    def defaults(self) -> dict[str, Decimal]:
        return {parameter.name: parameter.default for parameter in self.parameters}

    @property
    def by_line(self) -> bool:
        """Whether a changed payment by itself, or beside one other, tells who may have become a hit."""
        return asks_by_line(self.sql)

    @property
    def registry_subsets(self) -> frozenset[str]:
        """The registries' tables of which a nightly run first reads only lines of those just paid."""
        return frozenset(match["table"] for match in REGISTRY_SUBSET.finditer(self.sql))

    @property
    def evidence_is_whole(self) -> bool:
        """Whether a clue hangs on just those payments that its evidence names."""
        return bool(PAYMENTS.search(self.sql)) and self.scope.evidence_is_whole

    @property
    def by_programme(self) -> bool:
        """Whether its subjects are narrowed by programme as well."""
        return any(match["programme"] for match in AFFECTED.finditer(self.sql))

    def select(
        self,
        subjects: SubjectFilter,
        set_by_region: Mapping[str, Sequence[ParameterValue]] | None = None,
        words: Words | None = None,
    ) -> str:
        """The SELECT to run for these subjects; `set_by_region`: parameters by name; `words`: what
        cells mean, without which none means anything.
        """
        return self._filled(self.sql, subjects, set_by_region or {}, words)

    def count_unjudged(
        self, subjects: SubjectFilter, set_by_region: Mapping[str, Sequence[ParameterValue]],
        words: Words | None = None,
    ) -> str:  # fmt: skip
        """The SELECT that counts what it could not judge; empty where its hits say it."""
        return self.unjudged and self._filled(self.unjudged, subjects, set_by_region, words)

    def _filled(
        self,
        sql: str,
        subjects: SubjectFilter,
        set_by_region: Mapping[str, Sequence[ParameterValue]],
        words: Words | None,
    ) -> str:
        values = {p.name: (p.default, set_by_region.get(p.name, ())) for p in self.parameters}
        # Last, so that no word is taken for a mark.
        return (words or Words()).filled(fill(sql, subjects, values, rule=self.code))


def asks_by_line(sql: str) -> bool:
    """Whether a statement reads changed payments only, where a run asks which of them are hits."""
    return bool(PAYMENTS.search(sql) or CHANGED.search(sql))
