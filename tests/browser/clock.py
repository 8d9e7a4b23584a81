"""The site's clock: ten in the morning of today when the site starts, so that no journey depends on the hour.

`python -m tests.browser.clock COMMAND` is manage.py by that clock; gunicorn serves `tests.browser.clock:application`.
"""

import datetime
import os
import sys
from zoneinfo import ZoneInfo

from django.core.management import execute_from_command_line
from django.core.wsgi import get_wsgi_application
from django.utils import timezone

SHIFT = "CLOCK_SHIFT_SECONDS"
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
real_now = timezone.now


def shift_to_ten() -> datetime.timedelta:
    """How far the site's clock is from the real one."""
    now = real_now().astimezone(ZONE)
    return now.replace(hour=10, minute=0, second=0, microsecond=0) - now


def now() -> datetime.datetime:
    return real_now() + datetime.timedelta(seconds=float(os.environ[SHIFT]))


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
if SHIFT in os.environ:
    timezone.now = now

if __name__ == "__main__":
    execute_from_command_line(sys.argv)
elif SHIFT in os.environ:
    application = get_wsgi_application()
