"""What people do with their own settings, and who administers the platform."""

from allauth.account.models import EmailAddress
from django.db import transaction

from accounts.models import User


def set_preferences(*, user: User, **changes) -> User:
    """The person's own language, theme and name."""
    for name, value in changes.items():
        setattr(user, name, value)
    user.full_clean(exclude=["password"])
    user.save(update_fields=list(changes))
    return user


@transaction.atomic
def make_platform_admin(*, email: str, full_name: str = "", password: str | None = None) -> User:
    """Let a person administer the platform; whoever has no account yet gets one, its address taken as verified."""
    user = User.objects.filter(email=email.strip().lower()).first()
    if user is None:
        user = User.objects.create_user(email, password, full_name=full_name)
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    user.is_platform_admin = True
    user.save(update_fields=["is_platform_admin"])
    return user
