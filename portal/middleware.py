"""What is answered where a view cannot go on."""

import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from common.busy import is_busy
from portal.views import errors

logger = logging.getLogger(__name__)


class BusyDatabase:
    """A deed that the database broke off is answered with a page that sends it again; forms say it themselves."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not is_busy(exception):
            return None
        logger.warning("broken off at %s: %s", request.path, exception)
        return errors.busy(request)
