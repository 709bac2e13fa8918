"""Surnames are sorted and found as families say them."""

import pytest

from app.db import db
from app.people.models import User
from app.people.names import name_key
from app.people.organisation.jobs import bring_name_keys_in_line
from tests import factories

from .acting import today


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("单雄信", "shan xiongxin sxx"),
        ("仇英", "qiu ying qy"),
        ("曾国藩", "zeng guofan zgf"),
        ("解缙", "xie jin xj"),
        ("查良镛", "zha liangyong zly"),
        ("区大相", "ou daxiang odx"),
        ("朴槿惠", "piao jinhui pjh"),
        ("翟志刚", "zhai zhigang zzg"),
        ("缪荃孙", "miao quansun mqs"),
        ("万俟卨", "mo qixie mqx"),
        ("尉迟恭", "yu chigong ycg"),
        ("尉健行", "wei jianxing wjx"),
        ("长孙无忌", "zhang sunwuji zswj"),
        ("王单", "wang dan wd"),
        ("单", "shan  s"),
    ],
)
def test_a_surname_is_said_as_a_surname(name, key):
    assert name_key(name) == key


def test_keys_of_an_earlier_release_are_brought_in_line(app):
    person = factories.user("单雄信", name_key="dan xiongxin dxx")
    bring_name_keys_in_line(today())
    db.session.rollback()
    assert db.session.get_one(User, person.id).name_key == "shan xiongxin sxx"


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Jürgen Groß", "jurgen gross jg"),
        ("Łukasz Król", "lukasz krol lk"),
        ("Étienne D'Angelo", "etienne d'angelo ed"),
        ("Søren Þór", "soren thor st"),
        ("김 민수", "김 민수 김민"),
        ("さだ がく", "さだ がく さが"),
    ],
)
def test_marks_of_latin_letters_do_not_count_and_other_scripts_stay(name, key):
    assert name_key(name) == key
