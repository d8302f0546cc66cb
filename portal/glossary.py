"""The field's words for people: every term of docs/glossary.md, in the words of a village.

A test holds the two against each other. The first of a pair is the term as it stands there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _, pgettext_lazy


@dataclass(frozen=True, slots=True)
class Term:
    key: str
    name: Any
    meaning: Any

    @property
    def anchor(self) -> str:
        return slugify(self.key)


def _t(key: str, name: Any, meaning: Any) -> Term:
    return Term(key, name, meaning)


MONEY = (
    _t("one-card", _("one-card"), _("All benefits are paid into one bank account, that of the social security card, so that nothing can be kept back in cash.")),
    _t("programme", pgettext_lazy("glossary", "programme"), _("A benefit with its rules: who gets it, how much, when. Each has a page of its own here.")),
    _t("standard", pgettext_lazy("glossary", "standard"), _("What the rules give for one person, household or mu, in one place and from one day on.")),
    _t("policy document", pgettext_lazy("glossary", "policy document"), _("The paper a benefit rests on, with its number.")),
    _t("allocation", _("allocation"), _("Money that one level of government gave to the next, before it was paid to people.")),
    _t("payment", pgettext_lazy("glossary", "payment"), _("Money paid to one person or home for certain months: one line of a list.")),
    _t("beneficiary, payee, head", _("beneficiary, payee, head"), _("Whose benefit it is, into whose account it goes, and who heads the household. It can be three persons.")),
    _t("period", pgettext_lazy("glossary", "period"), _("The months a payment is for. That is not the day on which it was paid.")),
    _t("roster", _("roster"), _("The list of a month with everybody who is paid, as the office sends it.")),
    _t("batch", pgettext_lazy("glossary", "batch"), _("One list on its way from the office to this site. It has a number that you can quote, and is kept for ever.")),
    _t("question", pgettext_lazy("glossary", "question"), _("What the site asks the office about a line that looks wrong, before the list can be published.")),
    _t("mended cell", _("mended cell"), _("A figure that the office put right before publishing. The list as it came is kept beside it.")),
    _t("blank sheet", _("blank sheet"), _("An empty form for offices to fill in.")),
    _t("correction", pgettext_lazy("glossary", "correction"), _("A published line was wrong and has a new version. The old one stays beside it, with the reason.")),
    _t("subsistence allowance (dibao)", _("subsistence allowance (dibao)"), _("Paid to homes whose income is below the line, after income and property were looked at.")),
    _t("support in extreme difficulty (tekun)", _("support in extreme difficulty (tekun)"), _("For old people, people with disabilities and children who cannot work, have no income and nobody who must support them.")),
)  # fmt: skip
VILLAGES = (
    _t("division, region", _("division, region"), _("Province, city, county, town, village; each has a number of twelve digits.")),
    _t("village ledger", _("village ledger"), _("Every sum the village took in and gave out, line by line.")),
    _t("voucher", pgettext_lazy("glossary", "voucher"), _("The slip behind a line. You see its picture; numbers of people are blacked out.")),
    _t("decision", pgettext_lazy("glossary", "decision"), _("How the village decides: proposed, talked over, voted on, and hung up for all to see.")),
    _t("contract", pgettext_lazy("glossary", "contract"), _("What the village let or bought, to whom or from whom, and for how much.")),
    _t("works", pgettext_lazy("glossary", "works"), _("What the village had built: a road, a drain, a hall.")),
    _t("posting", pgettext_lazy("glossary", "posting"), _("Hung up for some days, so that everybody may object.")),
    _t("disclosure", pgettext_lazy("glossary", "disclosure"), _("Shown to everybody, for good.")),
    _t("list of petty powers", _("list of petty powers"), _("What village cadres may decide, how they have to do it, and what they may not.")),
    _t("village cadre", pgettext_lazy("glossary", "village cadre"), _("A member of the village's committees.")),
)  # fmt: skip
CHECKS = (
    _t("rule, cross-check", _("rule, cross-check"), _("A question that is asked of all payments every night, such as: was somebody paid who had died?")),
    _t("registry", _("registry"), _("Another office's list, such as that of the deceased. It is never public.")),
    _t("suspected matter", _("suspected matter"), _("What a rule found. Nobody is accused: most of it has an innocent cause.")),
    _t("list of words", _("list of words"), _("What a word on an office's list means, such as “retired”.")),
    _t("clue", pgettext_lazy("glossary", "clue"), _("A suspected matter that an inspector has taken up.")),
    _t("evidence", pgettext_lazy("glossary", "evidence"), _("The lines behind a clue, as they were when it was found.")),
    _t("check", pgettext_lazy("glossary", "check"), _("An office is asked whether something is so, and has to answer by a day.")),
    _t("explained", pgettext_lazy("glossary", "explained"), _("There was an innocent cause, and it is written down.")),
    _t("request to a second inspector", _("request to a second inspector"), _("Nobody closes a matter alone: a second inspector has to agree.")),
    _t("finding", pgettext_lazy("glossary", "finding"), _("What a check came to: it was so, or it was not. It is kept for ever.")),
    _t("talk with a unit", _("talk with a unit"), _("The heads of an office are called in and say what they will do, and by when.")),
    _t("inspection proposal", _("inspection proposal"), _("The inspectors tell an office in writing what to change. It has to reply.")),
    _t("recheck", _("recheck"), _("Matters that were explained are drawn by lot and looked at again by the level above.")),
    _t("assigned", pgettext_lazy("glossary", "assigned"), _("Given to the inspector who works on it.")),
    _t("talk or letter of inquiry", _("talk or letter of inquiry"), _("The person is asked, face to face or in writing.")),
    _t("preliminary verification", _("preliminary verification"), _("The inspectors look whether there is something in it.")),
    _t("held for later investigation", _("held for later investigation"), _("It cannot be looked into now and comes up again later.")),
    _t("concluded", pgettext_lazy("glossary", "concluded"), _("Nothing was found, or it is settled.")),
    _t("four forms", _("four forms"), _("How far a matter goes: from a word of warning to a criminal case.")),
    _t("recovery", pgettext_lazy("glossary", "recovery"), _("Money that has to be paid back, and what came back of it.")),
    _t("rectification", pgettext_lazy("glossary", "rectification"), _("What was put right, and by when.")),
    _t("task to a bureau", _("task to a bureau"), _("The same thing went wrong again and again; a bureau has to mend its cause.")),
)  # fmt: skip
REPORTS = (
    _t("report", pgettext_lazy("glossary", "report"), _("What you tell that is not right. Only the office that answers it can open it.")),
    _t("code", pgettext_lazy("glossary", "code"), _("Twenty digits by which you see what became of your report. Whoever has them can read it: keep them well.")),
    _t("handler", _("handler"), _("Who opens and answers reports in an office.")),
    _t("custodian", _("custodian"), _("Keeps the names of those who report, apart from those who answer.")),
    _t("ring", _("ring"), _("The key by which an office opens reports; only its members have it.")),
    _t("clock", pgettext_lazy("glossary", "clock"), _("How many days an office has to take up a report, to tell you, and to answer.")),
    _t("to urge", _("to urge"), _("The office above asks why there is no answer yet. It sees days, not words.")),
    _t("trail", _("trail"), _("Who did what on this site, and who looked at what; nobody can take a line out.")),
)  # fmt: skip
LOG = (
    _t("publication log", _("publication log"), _("Everything published here, sealed line by line, so that nobody changes it unseen, not even whoever owns the computers.")),
    _t("leaf", pgettext_lazy("glossary", "leaf"), _("One line of that log. Of a person it shows nothing that could be read or guessed.")),
    _t("seed", pgettext_lazy("glossary", "seed"), _("Chance that is mixed into a line, so that nobody finds out by trying what stands in it.")),
    _t("checkpoint", pgettext_lazy("glossary", "checkpoint"), _("How long the log was and what it was, signed.")),
    _t("witness", pgettext_lazy("glossary", "witness"), _("Somebody outside who keeps checkpoints and would notice if the log were written anew.")),
    _t("receipt", pgettext_lazy("glossary", "receipt"), _("A file or a printed square that proves, without a network, what stood here.")),
    _t("verification", pgettext_lazy("glossary", "verification"), _("Every night what is shown here is held against the log.")),
)  # fmt: skip
SECTIONS = (
    ("money", _("Money"), MONEY),
    ("villages", _("Villages"), VILLAGES),
    ("checks", _("Checks and clues"), CHECKS),
    ("reports", _("Reports"), REPORTS),
    ("log", _("The publication log"), LOG),
)
