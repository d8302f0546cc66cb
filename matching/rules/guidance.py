"""What a clue's reader needs to know of the rule that raised it (see settings.CLUE_GUIDANCE)."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.urls import reverse

from clues.selectors import Guidance, sentence_of
from matching.models import RuleResult
from matching.rules.format import all_rules, rule_of
from matching.rules.rule import Rule, RuleFileError
from matching.rules.vocabulary import Place


def guidance_of(source: str, run: int) -> Guidance | None:
    """The rule `source` in the reader's language, with the parameters it had in that run.

    None when there is no such rule any more.
    """
    try:
        rule = rule_of(source)
    except RuleFileError:
        return None
    result = RuleResult.objects.filter(run=run, rule=source).only("parameters").first()
    values = rule.defaults() | (result.parameters if result else {})
    words = rule.wording
    return Guidance(
        question=words.question,
        headline=words.headline,
        headline_other_name=words.headline_other_name,
        version=rule.version,
        parameters=tuple((meaning, values.get(name)) for name, meaning in words.parameters),
        basis=words.basis,
        exclusions=tuple(meaning for _name, meaning in words.exclusions),
        innocent=words.innocent,
        next_steps=words.next_steps,
        page=reverse("matching:rule", args=[rule.code]),
    )


def rule_questions() -> dict[str, str]:
    """What each rule asks, by its code, in the reader's language."""
    return {rule.code: rule.wording.question for rule in all_rules().values()}


def said(rule: Rule, facts: dict[str, Any], amount: Decimal) -> str:
    """One hit in a sentence; the rule's question where its facts are lacking."""
    return sentence_of(rule.wording.headline, facts, amount) or rule.wording.question


def rules_asking(place: Place) -> list[str]:
    """The codes of the rules that ask what words of this column mean."""
    return [rule.code for rule in all_rules().values() if place in rule.words_asked]


def unread_registries(loaded: Iterable[str]) -> set[str]:
    """Of the loaded registries those that no rule reads."""
    return set(loaded) - {name for rule in all_rules().values() for name in rule.registries}
