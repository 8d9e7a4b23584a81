"""Many who record at the same moment: fifty numbers without a gap, and one contract for a memorandum."""

import datetime

import pytest

from contracts.actions.agreements import save_agreement, supersede
from contracts.models import Agreement, AgreementLine, Kind, Party, PartyRole, RegisterCounter, State
from tests.at_once import fifty, shared_database, ten
from tests.concurrency.ground import seen, words_of_losers
from tests.factories import EnterpriseFactory, UserFactory, signed

pytestmark = pytest.mark.django_db(transaction=True)

DAY = datetime.date(2026, 11, 20)


@pytest.fixture
def paper(organizer):
    """What each clerk brings: the parties of a contract, its one line, and the clerk."""
    by = UserFactory()
    sides = {role: EnterpriseFactory(kept_by=organizer) for role in (PartyRole.SELLER, PartyRole.BUYER)}

    def bring(n: int) -> dict:
        return {
            "parties": [Party(role=role, enterprise=firm) for role, firm in sides.items()],
            "lines": [AgreementLine(product_as_written=f"Gạo thơm {n}")],
            "by": by,
            "is_another": True,
        }

    return bring


def written() -> tuple[int, ...]:
    """Rows of each kind, and of their histories."""
    return tuple(rows.count() for model in (Agreement, Party, AgreementLine) for rows in (model.objects, model.history))


def test_fifty_papers_get_fifty_numbers_without_a_gap(organizer, paper, tmp_path):
    def record(n: int) -> str:
        agreement = Agreement(organizer=organizer, kind=Kind.SALES, signed_on=DAY)
        return save_agreement(agreement=agreement, sign=True, **paper(n)).register_no

    with shared_database(tmp_path):
        numbers = fifty(record)
        kept = seen(lambda: set(Agreement.objects.values_list("register_no", flat=True)))
        last = seen(lambda: RegisterCounter.objects.get().last)
        rows = seen(written)
    assert sorted(numbers) == sorted(kept) == [f"{n:02}/HĐ-2026" for n in range(1, 51)]
    assert last == 50
    assert rows == (50, 50, 100, 100, 50, 50)


def test_of_ten_contracts_for_one_memorandum_one_is_recorded(organizer, paper, tmp_path):
    memorandum = signed(organizer, kind=Kind.MEMORANDUM, register_no="01/BBGN-2026", signed_on=DAY)

    def replace(n: int) -> str:
        contract = Agreement(organizer=organizer, kind=Kind.SALES, signed_on=DAY)
        return supersede(memorandum=memorandum, contract=contract, **paper(n)).register_no

    with shared_database(tmp_path):
        outcomes = ten(replace)
        kept = seen(lambda: sorted(Agreement.objects.values_list("register_no", "state")))
        rows = seen(written)
    assert all(words_of_losers(outcomes))
    assert kept == [("01/BBGN-2026", State.SUPERSEDED), ("01/HĐ-2026", State.SIGNED)]
    assert rows == (2, 3, 4, 4, 1, 1)
