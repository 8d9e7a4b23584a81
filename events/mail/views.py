"""A fair's letters: their words, and what became of each."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views import View
from django.views.generic import TemplateView

from accounts.workspace import DeedForm, HistoryPage, WorkspaceList
from common import outbox
from common.models import Letter
from common.placeholders import LANGUAGES
from enterprises.models import Enterprise
from events import letters, queries
from events.access import FairMixin
from events.forms import VersionForm
from events.mail import actions, wording
from events.mail.forms import LetterFilter, WordsForm
from events.mail.queries import UNDELIVERED, kinds, of_fair, undelivered
from events.mail.tables import FairLetterTable
from events.models import Application, LetterWords


class LettersMixin(FairMixin):
    section = "fair_letters"
    feature = "uses_applications"
    permission = "events.write_letters"

    def letters_url(self) -> str:
        return reverse("fair_letters", args=[self.organizer.slug, self.fair.slug])


class FairLetters(LettersMixin, TemplateView):
    """Every kind of letter with whose words it says, and how many letters did not arrive."""

    template_name = "mail/letters.html"

    def get_context_data(self, **kwargs) -> dict:
        own = {row.kind: row for row in self.fair.letter_words.all() if row.is_own}
        rows = [(kind, self.title(usual), own.get(kind)) for kind, usual in kinds(self.fair).items()]
        return super().get_context_data(rows=rows, undelivered=undelivered(self.fair).count(), **kwargs)

    def title(self, usual: tuple[str, str]) -> str:
        """The subject as this fair's usual letters have it."""
        return gettext_subject(usual) % _Gap(fair=self.fair.name, organizer=self.organizer.name)


class _Gap(dict):
    """A fact that only a letter knows is a gap in its title."""

    def __missing__(self, key: str) -> str:
        return "…"


def gettext_subject(usual: tuple[str, str]) -> str:
    return str(_(usual[0]))


class WordsMixin(LettersMixin):
    """Finds the kind of letter of the address among those of the fair."""

    @cached_property
    def usual(self) -> tuple[str, str]:
        found = kinds(self.fair).get(self.kwargs["kind"])
        if found is None:
            raise Http404
        return found

    @cached_property
    def words(self) -> LetterWords:
        kind = self.kwargs["kind"]
        return wording.own_words(self.fair, kind) or LetterWords(fair=self.fair, kind=kind)

    def own_url(self, name: str) -> str:
        return reverse(name, args=[self.organizer.slug, self.fair.slug, self.kwargs["kind"]])


class LetterWordsEdit(WordsMixin, DeedForm):
    """The words of a letter in both languages, with what a firm would read beside them."""

    template_name = "mail/words.html"
    form_class = WordsForm
    success_message = _("Saved. Letters from now on say it so.")

    @property
    def heading(self) -> str:
        return gettext_subject(self.usual) % _Gap(fair=self.fair.name)

    def get_form_kwargs(self) -> dict:
        shared = {"instance": self.words, "reach": self.reach, "fair": self.fair, "usual": self.usual}
        return super().get_form_kwargs() | shared

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        language = request.GET.get("preview")
        if request.htmx and language in LANGUAGES:
            words = wording.Words(*(request.POST.get(f"{part}_{language}", "") for part in wording.PARTS))
            return render(request, "mail/preview.html", self.preview(language, words))
        return super().post(request, *args, **kwargs)

    def preview(self, language: str, words: wording.Words) -> dict:
        """As the latest firm that applied reads it, or one that is made up."""
        letter = letters.reworded(self.example(), self.kwargs["kind"], words, language, str(_("(your words)")))
        return {"letter": letter, "warnings": wording.missing(words, self.usual)}

    def example(self) -> Application:
        known = queries.applications(self.fair).order_by("-submitted_at").first()
        if known:
            return known
        firm = Enterprise(pk=0, legal_name=str(_("The firm that applies")))
        return Application(
            pk=0, fair=self.fair, enterprise=firm, account=firm, contact_name=str(_("Its contact person"))
        )

    def perform(self, form: WordsForm) -> LetterWords:
        return actions.save_words(words=form.instance, by=self.request.user)

    def success_url(self, outcome: LetterWords) -> str:
        return self.letters_url()

    def back_url(self) -> str:
        return self.letters_url()

    def get_context_data(self, **kwargs) -> dict:
        context = super().get_context_data(**kwargs)
        form = context["form"]
        context["parts"] = [
            (language, label, [form[f"{part}_{language}"] for part in wording.PARTS], self.shown(form, language))
            for language, label in (("vi", _("Vietnamese")), ("en", _("English")))
        ]
        context["names"] = form.names.known.values()
        context["own"] = self.words if self.words.pk else None
        return context

    def shown(self, form: WordsForm, language: str) -> dict:
        return self.preview(
            language, wording.Words(*(form[f"{part}_{language}"].value() or "" for part in wording.PARTS))
        )


class LetterWordsReset(WordsMixin, DeedForm):
    """Asks before a fair's own words give way to the usual ones."""

    template_name = "mail/reset.html"
    form_class = VersionForm
    heading = _("Back to the usual words?")
    submit_label = _("Back to the usual words")
    success_message = _("Letters from now on say it in the usual words.")

    def get_initial(self) -> dict:
        return {"version": self.saved.version}

    @cached_property
    def saved(self) -> LetterWords:
        return get_object_or_404(LetterWords, fair=self.fair, kind=self.kwargs["kind"])

    def perform(self, form: VersionForm) -> LetterWords:
        self.saved.version = form.cleaned_data["version"]
        return actions.back_to_usual(words=self.saved, by=self.request.user)

    def success_url(self, outcome: LetterWords) -> str:
        return self.letters_url()

    def back_url(self) -> str:
        return self.own_url("fair_letter_words")


class LetterWordsHistory(WordsMixin, HistoryPage):
    def get_object(self, queryset=None) -> LetterWords:
        return get_object_or_404(LetterWords, fair=self.fair, kind=self.kwargs["kind"])

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(record_url=self.own_url("fair_letter_words"), **kwargs)


class FairLetterList(LettersMixin, WorkspaceList):
    """Every letter about the fair and what became of it; those that did not arrive can be sent again."""

    heading = _("Letters written")
    empty_text = _("Letters appear here as soon as there is something to tell enterprises.")
    table_class = FairLetterTable
    filterset_class = LetterFilter

    def get_template_names(self) -> list[str]:
        return ["mail/list.html"]

    def get_queryset(self) -> QuerySet[Letter]:
        return of_fair(self.fair)

    def get_context_data(self, **kwargs) -> dict:
        failed = of_fair(self.fair).filter(state=Letter.State.FAILED).count()
        return super().get_context_data(failed=failed, undelivered=UNDELIVERED, may_send_again=True, **kwargs)


class FairLetterAgain(LettersMixin, View):
    """Send one letter again that failed or whose fate is uncertain: a person decides, never the machine."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        letter = get_object_or_404(of_fair(self.fair), pk=kwargs["pk"])
        outbox.send_again(letter=letter)
        messages.success(request, _("The letter to %(to)s will be sent again.") % {"to": letter.to})
        back = request.POST.get("next", "")
        safe = url_has_allowed_host_and_scheme(back, allowed_hosts=None)
        return redirect(back if safe else self.page_url("fair_letter_list"))


class FairLettersAgain(LettersMixin, View):
    """Send all that failed again."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        n = actions.try_again(fair=self.fair)
        words = ngettext("%(n)s letter will be sent again.", "%(n)s letters will be sent again.", n)
        messages.success(request, words % {"n": n})
        return redirect(self.page_url("fair_letter_list"))
