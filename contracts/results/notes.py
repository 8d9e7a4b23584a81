"""Notes on method: how the figures of one report were counted, said from what was really counted."""

from collections.abc import Iterator

from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.money import format_dong
from common.tables import day_range
from contracts.models import Grade, Kind, State, ValueBasis
from contracts.results.facts import DealFacts
from contracts.results.report import Report
from contracts.results.tally import Deals
from events.models import ParticipationState


def notes(report: Report) -> list[str]:
    """Whole sentences in the reader's language; what did not occur is not spoken of."""
    return [*_on_scope(report), *_on_people(report), *_on_deals(report), *_on_tables(report), *_on_before(report)]


def _on_scope(report: Report) -> Iterator[str]:
    facts, days = report.facts, day_range(*report.scope.period.days)
    if report.scope.fair:
        yield _("Counted for this fair alone: who took part, and what was signed for it on whatever day.")
    else:
        yield _("Period: %(days)s. A fair counts where it opens, an agreement where it is signed.") % {"days": days}
    if facts.fairs_alone:
        yield _("Counted for these fairs alone, not for the whole workspace: %(fairs)s.") % {
            "fairs": ", ".join(facts.fairs_alone)
        }
    if n := facts.cancelled_fairs:
        yield ngettext("%(n)s cancelled fair is left out.", "%(n)s cancelled fairs are left out.", n) % {
            "n": format_dong(n)
        }
    if (n := facts.planned_fairs) and not report.scope.fair:
        yield ngettext(
            "Not counted: %(n)s fair of the period that nobody has recorded as held.",
            "Not counted: %(n)s fairs of the period that nobody has recorded as held.",
            n,
        ) % {"n": format_dong(n)}


def _on_people(report: Report) -> Iterator[str]:
    listed = report.facts.listed
    yield _(
        "A participation is one enterprise at one fair. Enterprises are counted once, however many fairs they "
        "joined, so in a table their lines do not add up to the total."
    )
    if n := listed[ParticipationState.EXPECTED]:
        yield ngettext(
            "Not counted: %(n)s enterprise on a fair's list of which it is not recorded whether it came.",
            "Not counted: %(n)s enterprises on fairs' lists of which it is not recorded whether they came.",
            n,
        ) % {"n": format_dong(n)}
    if n := listed[ParticipationState.NO_SHOW]:
        yield ngettext(
            "Not counted: %(n)s enterprise that did not come.", "Not counted: %(n)s enterprises that did not come.", n
        ) % {"n": format_dong(n)}
    if report.scope.fair:
        yield _("Sellers registered: the sellers on the fair's list, whether they came or not.")
    else:
        today = date_format(localdate(report.made_at), "d/m/Y")
        yield _("Sellers registered: the register as it stands on %(day)s, not compared.") % {"day": today}
    yield _(
        "OCOP products and holders: certificates in force on any of the days %(days)s; each product once, with the "
        "stars of its latest certificate, as of the last day."
    ) % {"days": day_range(*report.scope.period.days)}


def _on_deals(report: Report) -> Iterator[str]:
    yield _("Contracts and memoranda are never added together, neither in number nor in value.")
    yield from _on_threshold(report)
    contracts, mous = report.facts.contracts, report.facts.mous
    if frameworks := contracts.kinds[Kind.FRAMEWORK]:
        yield _("Contracts: %(sales)s sales contracts and %(frameworks)s framework contracts.") % {
            "sales": format_dong(contracts.kinds[Kind.SALES]),
            "frameworks": format_dong(frameworks),
        }
    if n := mous.superseded:
        yield ngettext(
            "%(n)s memorandum became a contract: it stays in the count and leaves the value.",
            "%(n)s memoranda became contracts: they stay in the count and leave the value.",
            n,
        ) % {"n": format_dong(n)}
    if n := contracts.superseded:
        yield ngettext(
            "%(n)s contract was replaced by another: it stays in the count and leaves the value.",
            "%(n)s contracts were replaced by others: they stay in the count and leave the value.",
            n,
        ) % {"n": format_dong(n)}
    yield from _on_values(_("Contracts"), report.now.contracts, contracts)
    yield from _on_values(_("Memoranda"), report.now.mous, mous)
    yield from _on_grades(_("Contracts"), contracts)
    yield from _on_grades(_("Memoranda"), mous)
    unsigned = report.facts.uncounted[State.DRAFT] + report.facts.uncounted[State.TO_BE_SIGNED]
    if unsigned:
        yield ngettext(
            "Not counted: %(n)s agreement that is a draft or waits to be signed.",
            "Not counted: %(n)s agreements that are drafts or wait to be signed.",
            unsigned,
        ) % {"n": format_dong(unsigned)}
    if n := report.facts.uncounted[State.VOID]:
        yield ngettext("Not counted: %(n)s void agreement.", "Not counted: %(n)s void agreements.", n) % {
            "n": format_dong(n)
        }


def _on_threshold(report: Report) -> Iterator[str]:
    if report.scope.least == Grade.REGISTER:
        return
    yield _("Agreements count from this evidence on: %(grade)s.") % {"grade": Grade(report.scope.least).label}
    weaker = report.facts.weaker
    if weaker:
        yield _("Beside them, not in any figure, for weaker evidence: %(contracts)s contracts, %(mous)s memoranda.") % {
            "contracts": format_dong(weaker["contracts"]),
            "mous": format_dong(weaker["mous"]),
        }


def _on_values(name: str, deals: Deals, facts: DealFacts) -> Iterator[str]:
    words = {"name": name, "n": format_dong(deals.with_value), "count": format_dong(deals.count)}
    if not deals.count:
        return
    if deals.with_value:
        yield _("%(name)s: the value is the sum of stated values; %(n)s of %(count)s state one.") % words
    else:
        yield _("%(name)s: none of %(count)s states a value that counts. Unknown is not zero.") % words
    if n := facts.bases[ValueBasis.ESTIMATED]:
        estimated = format_dong(facts.estimated_value or 0)
        yield _("%(name)s: besides, %(n)s are estimated at %(value)s đồng, not part of the value.") % {
            "name": name,
            "n": format_dong(n),
            "value": estimated,
        }
    if n := facts.bases[ValueBasis.WITHHELD]:
        yield _("%(name)s: %(n)s withhold their value.") % {"name": name, "n": format_dong(n)}


def _on_grades(name: str, facts: DealFacts) -> Iterator[str]:
    grades = [
        f"{Grade(grade).label} {format_dong(facts.grades[grade])}" for grade in sorted(facts.grades, reverse=True)
    ]
    if grades:
        yield _("%(name)s by evidence: %(grades)s.") % {"name": name, "grades": ", ".join(grades)}
    if n := facts.self_verified:
        yield ngettext(
            "%(name)s: %(n)s was verified by the person who recorded it.",
            "%(name)s: %(n)s were verified by the persons who recorded them.",
            n,
        ) % {"name": name, "n": format_dong(n)}


def _on_tables(report: Report) -> Iterator[str]:
    yield _(
        "An agreement of several parties counts once: by buyer under its first buyer, by district under the "
        "district of its first seller as the card writes it."
    )
    if any(row.outside for row in report.now.by_fair):
        yield _(
            "Fairs that are not counted, of other periods or not recorded as held, are listed where something was "
            "signed for them in this one."
        )


def _on_before(report: Report) -> Iterator[str]:
    if report.before_scope is None:
        yield _("Nothing stands beside it: no earlier fair bears this name.")
        return
    days = day_range(*report.before_scope.period.days)
    if report.before:
        yield _("Beside it: %(before)s (%(days)s).") % {"before": report.before_scope, "days": days}
    else:
        yield _("No figures are on record for what came before: %(before)s (%(days)s).") % {
            "before": report.before_scope,
            "days": days,
        }
