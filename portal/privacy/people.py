"""Whom a request is about: known by account, addresses and numbers. A name alone may be another's."""

import re
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q

from accounts.models import User
from common.erased import MARK
from common.text import nfc
from portal.models import DataRequest


@dataclass(frozen=True)
class Person:
    user: User | None
    emails: frozenset[str]
    mobiles: frozenset[str]
    names: frozenset[str]

    @cached_property
    def email_pattern(self) -> re.Pattern | None:
        return _either([re.escape(email) for email in self.emails])

    @cached_property
    def mobile_pattern(self) -> re.Pattern | None:
        """Each number as people write it: 0912 345 678, +84 912.345.678."""
        return _either([_written(mobile) for mobile in self.mobiles])

    @cached_property
    def name_pattern(self) -> re.Pattern | None:
        return _either([rf"(?<!\w){re.escape(name)}(?!\w)" for name in self.names])

    def mentioned_in(self, text: str, *, by_name: bool) -> bool:
        return self.without(text, by_name=by_name) != text

    def without(self, text: str, *, by_name: bool) -> str:
        """The text with the mark in place of the person's address and number, and of the name where that is sure."""
        patterns = [self.email_pattern, self.mobile_pattern, self.name_pattern if by_name else None]
        for pattern in filter(None, patterns):
            text = pattern.sub(MARK, text)
        return text


def person_of(user: User) -> Person:
    """The person who is signed in. A number that nobody vouched for is not taken as theirs."""
    mobiles = {user.mobile} if user.mobile and user.mobile_vouched else set()
    return Person(user, _set(user.email), frozenset(mobiles), _set(user.full_name))


def person_asking(request: DataRequest) -> Person:
    """The person of a request, and the account that has the address or number which was found to be theirs."""
    user = request.user or _account(request)
    own = person_of(user) if user else Person(None, _set(), _set(), _set())
    return Person(
        user,
        own.emails | _set(request.email.lower()),
        own.mobiles | _set(request.mobile),
        own.names | _set(request.full_name),
    )


def _account(request: DataRequest) -> User | None:
    theirs = Q(email=request.email.lower()) if request.email else Q(pk__in=[])
    if request.mobile:
        theirs |= Q(mobile=request.mobile, mobile_vouched=True)
    return User.objects.filter(theirs).order_by("pk").first()


def _set(*values: str | None) -> frozenset[str]:
    return frozenset(nfc(value) for value in values if value and value != MARK)


def _either(patterns: list[str]) -> re.Pattern | None:
    return re.compile("|".join(sorted(patterns, key=len, reverse=True)), re.IGNORECASE) if patterns else None


def _written(mobile: str) -> str:
    between = r"[\s.\-()]*"
    if mobile.startswith("0"):
        return r"(?<!\d)(?:\+?84" + between + "0?|0)" + between + between.join(mobile[1:]) + r"(?!\d)"
    return r"(?<!\d)" + between.join(re.escape(sign) for sign in mobile) + r"(?!\d)"
