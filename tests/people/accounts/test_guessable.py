"""Which passwords are refused: those that guessers try first, and those made of what everybody knows of a person."""

import pytest

from app.people.accounts.guessable import is_guessable

WORDS = ["东海外贸", "Donghai", "TW0421", "王小明", "wangxiaoming", "xiaoming", "wxm", "wang.xm"]


@pytest.mark.parametrize(
    "password",
    [
        "password12345",
        "P@ssw0rd!2026",
        "aaaaaaaaaaaaaa",
        "111111222222",
        "839201748392",
        "qwertyuiop123",
        "Tradewind-2026!",
        "信风外贸培训2026!!",
        "Donghai-2026-11",
        "东海外贸2026年度",
        "TW0421-TW0421",
        "wangxiaoming88",
        "Wang-Xiaoming1990",
        "王小明王小明123456",
        "xiaoming.donghai",
        "ｐａｓｓｗｏｒｄ１２３４５",
        "woaini5201314",
    ],
)
def test_these_are_refused(password):
    assert is_guessable(password, WORDS)


@pytest.mark.parametrize(
    "password",
    [
        "three harbours and a lamp",
        "信风送我到宁波与汉堡的港口",
        "sails-and-harbours",
        "k7#Vq2!xZp9&Lm",
        "seven lamps over the bay",
    ],
)
def test_these_are_taken(password):
    assert not is_guessable(password, WORDS)


def test_what_is_easy_for_one_person_is_not_for_another():
    assert is_guessable("Gunnhildr-1990", ["Gunnhildr"])
    assert not is_guessable("Gunnhildr-1990", ["Ludmilla"])


def test_short_words_about_a_person_are_passed_over():
    assert not is_guessable("an orange lighthouse", ["a", "o", "li"])
