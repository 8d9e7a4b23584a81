"""The field in which a participant of a fair is found."""

from common.choosing import Option, RecordField
from enterprises.choosing import EnterpriseField
from events.models import Participation


class ParticipantField(RecordField):
    search_keys = ("enterprise__search_key",)

    @classmethod
    def option(cls, record: Participation) -> Option:
        return EnterpriseField.option(record.enterprise)
