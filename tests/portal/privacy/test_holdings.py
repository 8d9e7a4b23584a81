"""Every field of every model says whether it holds personal data; nobody adds one in silence."""

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model

from portal.privacy.holdings import EVERYWHERE, HOLDINGS, PLAIN, TEXTS, declared, past_of, way

ROOMS = ("common", "accounts", "enterprises", "events", "matching", "contracts", "portal", "account", "mfa")
MODELS = [
    model
    for room in ROOMS
    for model in apps.get_app_config(room).get_models()
    if not hasattr(model, "instance_type")  # a history holds what its record does
]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_every_field_is_declared_as_personal_or_not(model):
    said = declared().get(model._meta.label, set()) | set(EVERYWHERE.split())
    assert {field.name for field in model._meta.concrete_fields} - said == set()


def test_no_declaration_is_of_a_field_that_is_gone():
    models = {model._meta.label: {field.name for field in model._meta.concrete_fields} for model in MODELS}
    assert {label: names - models[label] for label, names in declared().items() if names - models[label]} == {}


def test_a_field_that_holds_an_address_or_number_is_never_called_plain():
    telling = ("email", "mobile", "phone", "contact", "full_name")
    named = {f"{label}.{name}" for label, names in PLAIN.items() for name in names.split() if name.startswith(telling)}
    assert named <= {"account.EmailConfirmation.email_address", "accounts.User.mobile_vouched"}


def test_what_belongs_to_an_organizer_leads_to_it():
    own = {holding.model for holding in HOLDINGS} | {model for text in TEXTS for model in text.models}
    platform = {model._meta.label for model in own if not way(model)}
    assert platform == {"accounts.User", "accounts.Consent", "account.EmailAddress", "mfa.Authenticator"}


def test_every_history_is_looked_through_with_its_record():
    tracked = [holding for holding in HOLDINGS if hasattr(holding.model, "history")]
    assert tracked
    assert all(past_of(holding.model) is holding.past for holding in tracked)
    assert not hasattr(get_user_model(), "history")
