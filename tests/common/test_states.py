"""State tables: what they lack may not be done."""

import pytest
from django.core.exceptions import ValidationError

from common import states

DOOR = {("shut", "open"): "open", ("open", "shut"): "shut", ("shut", "lock"): "locked"}


def test_a_deed_leads_where_the_table_says():
    assert states.after(DOOR, "shut", "open") == "open"


@pytest.mark.parametrize(("state", "deed"), [("open", "lock"), ("locked", "open"), ("shut", "paint")])
def test_a_deed_that_the_table_lacks_is_refused(state, deed):
    with pytest.raises(ValidationError) as refused:
        states.after(DOOR, state, deed)
    assert refused.value.code == "state"


def test_what_may_be_done_is_listed_in_the_tables_order():
    assert states.deeds(DOOR, "shut") == ["open", "lock"]
    assert states.deeds(DOOR, "locked") == []
