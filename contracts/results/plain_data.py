"""The report as plain data for JSON. The keys of figures and groups are an interface: other programs read them."""

from typing import Any

from contracts.models import ValueBasis
from contracts.results.facts import DealFacts
from contracts.results.notes import notes
from contracts.results.report import Report
from contracts.results.scope import Period, Scope
from contracts.results.tally import Deals, Figures, GroupRow


def as_json(report: Report) -> dict[str, Any]:
    """Values are whole đồng; null is unknown and never zero."""
    organizer, before_scope = report.scope.organizer, report.before_scope
    return {
        "organizer": {"slug": organizer.slug, "name": organizer.name},
        **_scope(report.scope),
        **_figures(report.now),
        "with_value": {
            "contracts": _with_value(report.now.contracts, report.facts.contracts),
            "mous": _with_value(report.now.mous, report.facts.mous),
        },
        "before": {
            **_scope(before_scope),
            "figures": _figures(report.before) if report.before else None,
        } if before_scope else None,
        "notes": notes(report),
        "check_code": report.check_code,
        "made_at": report.made_at.isoformat(timespec="seconds"),
    }  # fmt: skip


def _scope(scope: Scope) -> dict[str, Any]:
    period: Period = scope.period
    fair = {"code": scope.fair.code, "name": scope.fair.name} if scope.fair else None
    return {"period": {"from": period.first.isoformat(), "to": period.last.isoformat()}, "fair": fair}


def _figures(figures: Figures) -> dict[str, Any]:
    return {
        "fairs": figures.fairs,
        "participations": figures.participations,
        "enterprises": figures.enterprises,
        "sellers_registered": figures.sellers_registered,
        "contracts": _deals(figures.contracts),
        "mous": _deals(figures.mous),
        "products": figures.products,
        "holders": figures.holders,
        "cooperatives": figures.cooperatives,
        "by_fair": [_group(row) for row in figures.by_fair],
        "by_level": [_group(row) for row in figures.by_level],
        "by_buyer": [_group(row) for row in figures.by_buyer],
        "by_district": [_group(row) for row in figures.by_district],
        "by_stars": [
            {"stars": int(row.key), "products": row.products, "holders": row.holders} for row in figures.by_stars
        ],
    }


def _deals(deals: Deals) -> dict[str, int | None]:
    return {"count": deals.count, "value": deals.value}


def _group(row: GroupRow) -> dict[str, Any]:
    return {
        "key": row.key,
        "label": row.label,
        "participations": row.participations,
        "enterprises": row.enterprises,
        "contracts": _deals(row.contracts),
        "mous": {"count": row.mous.count},
    }


def _with_value(deals: Deals, facts: DealFacts) -> dict[str, Any]:
    return {
        "stated": deals.with_value,
        "of": deals.count,
        "estimated": {"count": facts.bases[ValueBasis.ESTIMATED], "value": facts.estimated_value},
        "withheld": facts.bases[ValueBasis.WITHHELD],
        "superseded": facts.superseded,
    }
