"""Nobody finds out by trying addresses or forms which organizers exist; a public fair is public."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import AccountFactory, EnterpriseMemberFactory, FairFactory, OrganizerFactory
from tests.test_walk import ANONYMOUS, FOREIGN_MANAGER, OWNER, PLATFORM, POST_ONLY, STRANGER, WORKSPACE, World, address
from tests.test_walk import built as built
from tests.test_walk import world as world

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
NOWHERE = "khong-co"


def answer(client: Client, url: str, method: str, slug: str) -> tuple:
    """All that a reader could compare, apart from the short name itself and what differs at each request."""
    response = getattr(client, method)(url)
    page = re.sub(r'(csrfmiddlewaretoken" value=")[^"]*', r"\1", response.content.decode())
    seen = page, response.headers.get("Location", "")
    return response.status_code, *(text.replace(slug, "…") for text in seen)


@pytest.mark.parametrize("role", [ANONYMOUS, STRANGER, OWNER, FOREIGN_MANAGER, PLATFORM])
def test_a_workspace_that_exists_answers_strangers_as_one_that_does_not(world: World, role):
    client, slug = world.clients[role], world.organizer.slug
    for name in WORKSPACE:
        method, url = "post" if name in POST_ONLY else "get", address(world, name)
        elsewhere = url.replace(f"/o/{slug}/", f"/o/{NOWHERE}/")
        assert answer(client, url, method, slug) == answer(client, elsewhere, method, NOWHERE), name


@pytest.mark.parametrize("fields", [{}, {"is_active": False}], ids=["in use", "closed"])
def test_an_organizer_without_a_public_fair_cannot_be_asked_for_by_its_short_name(fields):
    owner = EnterpriseMemberFactory(enterprise=AccountFactory())
    client, hidden = Client(), OrganizerFactory(slug="co-that", **fields)
    FairFactory(organizer=hidden, is_public=bool(fields))
    client.force_login(owner.user)
    url = reverse("my_link_ask", args=[owner.enterprise.pk])
    answers = {client.post(url, {"organizer": slug}).context["form"].errors.as_text() for slug in (hidden.slug, "xyz")}
    assert len(answers) == 1
    assert not owner.enterprise.card_links.exists()


def test_an_organizer_with_a_public_fair_is_asked_by_its_short_name():
    owner, fair = EnterpriseMemberFactory(enterprise=AccountFactory()), FairFactory(is_public=True)
    client = Client()
    client.force_login(owner.user)
    client.post(reverse("my_link_ask", args=[owner.enterprise.pk]), {"organizer": fair.organizer.slug})
    assert owner.enterprise.card_links.get().organizer == fair.organizer


@pytest.mark.parametrize("name", ["public_fair", "my_application_new"])
def test_a_fair_that_is_not_public_looks_like_none_of_no_organizer(name):
    fair, owner = FairFactory(is_public=False), EnterpriseMemberFactory(enterprise=AccountFactory())
    client = Client()
    client.force_login(owner.user)
    own = [owner.enterprise.pk] if name == "my_application_new" else []
    tries = [(fair.organizer.slug, fair.slug), (fair.organizer.slug, NOWHERE), (NOWHERE, fair.slug)]
    answers = {answer(client, reverse(name, args=[*own, *at]), "get", at[0])[0] for at in tries}
    assert answers == {404}
