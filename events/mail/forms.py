"""Forms about letters."""

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from common.lists import SearchFilter
from common.models import Letter
from common.placeholders import LANGUAGES
from events.mail import wording
from events.mail.queries import UNDELIVERED
from events.models import LetterWords
from events.registration.forms import FairRecordForm


class WordsForm(FairRecordForm):
    """The words of a letter in both languages. What is left as it was follows the usual words."""

    class Meta:
        model = LetterWords
        fields = ["subject_vi", "body_vi", "subject_en", "body_en"]
        widgets = {f"body_{language}": forms.Textarea(attrs={"rows": 14}) for language in LANGUAGES}

    def __init__(self, *args, usual: tuple[str, str], **kwargs):
        super().__init__(*args, **kwargs)
        self.names = wording.placeholders(usual)
        for language in LANGUAGES:
            said = wording.usual_words(usual, language)
            for part in wording.PARTS:
                field = f"{part}_{language}"
                self.initial[field] = self.initial.get(field) or getattr(said, part)
                preview = {"hx-post": f"?preview={language}", "hx-trigger": "input changed delay:400ms"}
                self.fields[field].widget.attrs |= preview | {"hx-target": f"#letter-{language}", "lang": language}

    def clean(self) -> dict:
        data = super().clean()
        for name, text in list(data.items()):
            try:
                if isinstance(text, str):
                    self.names.check(text)
            except ValidationError as error:
                self.add_error(name, error)
        return data


class LetterFilter(django_filters.FilterSet):
    """The letters of a fair: those that did not arrive first of all."""

    q = SearchFilter()
    state = django_filters.ChoiceFilter(
        choices=[("undelivered", _("not sent or uncertain")), *Letter.State.choices],
        label=_("State"),
        empty_label=_("All states"),
        method="in_state",
    )

    class Meta:
        model = Letter
        fields = ["q", "state"]

    def in_state(self, rows: QuerySet[Letter], name: str, value: str) -> QuerySet[Letter]:
        return rows.filter(state__in=UNDELIVERED if value == "undelivered" else [value])
