"""Addresses of one fair's letters: /o/<organizer>/<fair>/letters/…"""

from django.urls import path

from events.mail import views

urls = [
    path("letters/", views.FairLetters.as_view(), name="fair_letters"),
    path("letters/words/<slug:kind>/", views.LetterWordsEdit.as_view(), name="fair_letter_words"),
    path("letters/words/<slug:kind>/usual/", views.LetterWordsReset.as_view(), name="fair_letter_words_usual"),
    path("letters/words/<slug:kind>/history/", views.LetterWordsHistory.as_view(), name="fair_letter_words_history"),
    path("letters/written/", views.FairLetterList.as_view(), name="fair_letter_list"),
    path("letters/written/again/", views.FairLettersAgain.as_view(), name="fair_letters_again"),
    path("letters/written/<int:pk>/again/", views.FairLetterAgain.as_view(), name="fair_letter_again"),
]
