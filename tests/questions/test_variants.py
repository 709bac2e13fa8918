import json
from dataclasses import replace
from decimal import Decimal

import pytest

from app.questions import KINDS
from app.questions.model import Blank, BlankText, NumberAnswer, OptionText, Question, Variable, Word, plain_number
from app.questions.revisions import stamp
from app.questions.variants import draw, print_text

from .samples import choice, number

VARIABLES = (
    Variable("price", "random(20, 80, 5)"),
    Variable("rate", "choice(7%, 19%)"),
    Variable("vat", "round(price * rate, 2)"),
)


def vat(**fields) -> Question:
    made = number(NumberAnswer("vat", "0.01"), unit="EUR")
    text = replace(
        made.texts["en"], prompt_html="<p>{{price}} and {{rate * 100 : 1}} %, {{if(price &lt; 50, 1, 2)}}</p>"
    )
    return stamp(replace(made, id="q-a", texts={"en": text}, variables=VARIABLES, **fields))


@pytest.mark.parametrize(("seed", "values"), [("seed-1", "60 0.19 11.4"), ("seed-2", "35 0.19 6.65")])
def test_the_seed_decides_the_values(seed: str, values: str):
    drawn = draw(vat(), seed)
    assert [plain_number(drawn.values[name]) for name in ("price", "rate", "vat")] == values.split()
    assert draw(vat(), seed) == drawn


def test_texts_are_printed_and_numbers_computed():
    drawn = draw(vat(), "seed-1")
    assert drawn.texts["en"].prompt_html == "<p>60 and 19.0 %, 2</p>"
    assert drawn.answers == (NumberAnswer("11.4", "0.01"),)
    assert KINDS["number"].right(drawn, "en") == "11.4 EUR (± 0.01)"
    assert KINDS["number"].grade(drawn, KINDS["number"].parse(drawn, ["€11.41"])).fraction == 1


def test_a_drawn_question_comes_back_from_json():
    drawn = draw(vat(), "seed-1")
    assert Question.from_json(json.loads(json.dumps(drawn.to_json()))) == drawn


def test_nothing_to_draw_is_the_same_question():
    plain = choice("single", "a")
    assert draw(plain, "seed") is plain


def test_formulas_without_variables_are_computed():
    made = number(NumberAnswer("round(10 / 3, 2)"))
    assert draw(made, "seed").answers == (NumberAnswer("3.33"),)


def test_a_draw_that_meets_no_condition_is_thrown_away():
    drawn = [draw(vat(conditions=("vat > 14", "rate > 0.1")), f"seed-{each}").values for each in range(20)]
    assert all(values["vat"] > 14 for values in drawn)
    assert len({values["price"] for values in drawn}) == 2  # 75 and 80


def test_a_try_that_cannot_be_computed_is_thrown_away():
    variables = (Variable("a", "random(0, 3)"), Variable("b", "12 / a"))
    text = replace(choice("single", "a").texts["en"], prompt_html="{{b}} {{1 / (a - 1)}}")
    made = replace(choice("single", "a"), variables=variables, texts={"en": text})
    assert {plain_number(draw(made, f"seed-{each}").values["a"]) for each in range(30)} == {"2", "3"}


def test_a_question_that_cannot_be_drawn_at_all_still_shows():
    made = vat(conditions=("price > 1000",))
    drawn = draw(made, "seed-1")
    assert drawn.texts["en"].prompt_html == "<p>? and ? %, ?</p>"
    assert KINDS["number"].grade(drawn, KINDS["number"].parse(drawn, ["5"])).fraction == 0


def test_every_text_is_printed_but_accepted_words():
    text = replace(
        choice("single", "a").texts["en"],
        title="{{n}}",
        heading_html="{{n}}",
        options={"a": OptionText("{{n}}", "{{n}}")},
        lefts=("{{n}}",),
        columns=("{{n}}",),
        words=(Word("{{n}}", feedback_html="{{n}}"),),
        blanks=(BlankText(("{{n}}",), ("{{n}}",), "kg"),),
        hints=("{{n}}",),
        answer_feedback=("{{n}}",),
        explanation_html="{{n}}",
        correct_html="{{n}}",
        partial_html="{{n}}",
        wrong_html="{{n}}",
        rubric_html="{{n}}",
        sample_html="{{n}}",
    )
    blank = Blank("number", NumberAnswer("n * 2", "n"))
    made = replace(choice("single", "a"), texts={"en": text}, variables=(Variable("n", "7"),), blanks=(blank,))
    drawn = draw(made, "seed")
    left = json.dumps(drawn.to_json()["texts"]).count("{{n}}")
    assert (left, drawn.texts["en"].words[0].text, drawn.texts["en"].blanks[0].words) == (2, "{{n}}", ("{{n}}",))
    assert drawn.blanks[0].number == NumberAnswer("14", "7")


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("{{a}}", "3.5"),
        ("{{a : 2}}", "3.50"),
        ("{{b : 2}}", "2.01"),
        ("{{c}}", "1000000"),
        ("{{a * 2}} EUR", "7 EUR"),
        ("{{ a ： 1 }}", "3.5"),
        ("{{-a : 0}}", "-4"),
        ("{{c : ,0}}", "1,000,000"),
        ("{{ -c * a ：， 2 }}", "-3,500,000.00"),
        ("{{a : ,2}}", "3.50"),
        ("{{a : ,}}", "{{a : ,}}"),
        ("{{a : ,99}}", "{{a : ,99}}"),
        ("{{a}}{{a}}", "3.53.5"),
        ("{{if(a &gt; 3 and b &lt; 3, 1, 2)}}", "1"),
        ("&#123;&#123;a}}", "&#123;&#123;a}}"),
        ("{{not a formula}} {{a", "{{not a formula}} {{a"),
        ("plain", "plain"),
    ],
)
def test_numbers_are_printed_as_plain_digits(text: str, printed: str):
    values = {"a": Decimal("3.50"), "b": Decimal("2.005"), "c": Decimal(1_000_000)}
    assert print_text(text, values) == printed
