import csv
import io
from datetime import datetime
from pathlib import Path

import pytest
import xlsxwriter

from app.content.exchange.model import Foreign, Record, Typed

from ..folders import build, codes
from .helpers import bring_in, by_id, nine, read, records, write

CHINESE = """题型,题干,选项A,选项B,选项C,答案,分值,解析,标签,难度,编号
单选题,谁报关？,承运人,进口商,,B,2,进口商负责,"报关,税",易,who
多选题,哪些必填？,品名,生日,货值,AC,1,,,中,
判断题,增值税是收入,,,,错误,1,,,,
填空题,编码叫什么？,,,,HS编码；海关编码,1,,,,
数值题,多重？,,,,12.5 ± 0.1 kg,1,,,,
排序题,排序,出口,打印,进口,"B,A,C",1,,,,
连线题,连线,,,,EXW = 买方提货；DDP = 卖方付税； = 都不,1,,,,
简答题,写信,,,,,1,,,,
"""


def test_a_chinese_sheet_is_read_kind_by_kind():
    found = records("csv", CHINESE)
    assert [each.kind for each in found] == [
        "single", "multiple", "true-false", "text", "number", "order", "match", "open",
    ]  # fmt: skip
    assert [option.right for option in found[0].options] == [False, True]
    assert found[0].settings == {"points": "2", "tags": "报关, 税", "difficulty": "easy"}
    assert [option.right for option in found[1].options] == [True, False, True]
    assert [(option.text, option.right) for option in found[2].options] == [("正确", False), ("错误", True)]
    assert [answer.text for answer in found[3].answers] == ["HS编码", "海关编码"]
    assert found[5].items == ("打印", "出口", "进口")
    assert found[6].pairs == (("EXW", "买方提货"), ("DDP", "卖方付税"), ("", "都不"))


@pytest.mark.parametrize(
    ("encoding", "complaints"), [("utf-8", []), ("utf-8-sig", []), ("gb18030", ["C603@0"]), ("utf-16", ["C603@0"])]
)
def test_an_encoding_is_found_and_named(encoding: str, complaints: list[str]):
    found, said = read("csv", CHINESE.encode(encoding))
    assert found is not None
    assert found.records[0].heading == "谁报关？"
    assert said == complaints


@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_the_separator_is_the_one_the_first_row_has_most(separator: str):
    row = ["question", "option_a", "option_b", "answer"]
    lines = "\n".join(separator.join(each) for each in (row, ["Who?", "I", "You", "A"]))
    assert [option.right for option in records("csv", lines)[0].options] == [True, False]


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        ("single,Who?,A,B,C", "C604@2"),
        ("single,When?,A,B,2024-01-02", "C604@2"),
        ("number,When?,,,3-May", "C604@2"),
        ("single,,A,B,A", "C604@2"),
        ("riddle,Who?,A,B,A", "C604@2"),
        ("single,Who?,A,B,", "C604@2"),
        ("match,Who?,,,left", "C604@2"),
    ],
)
def test_a_row_that_is_no_question_is_named_and_the_others_are_read(row: str, complaint: str):
    found, said = read("csv", f"type,question,option_a,option_b,answer\n{row}\nsingle,Who?,A,B,A\n")
    assert said == [complaint]
    assert found is not None
    assert len(found.records) == 1


def test_unknown_columns_are_named_and_missing_ones_refused():
    assert read("csv", "question,answer,option_a,option_b,colour\nWho?,A,1,2,red\n")[1] == ["C602@1"]
    assert read("csv", "colour,answer\nred,A\n")[1] == ["C601@0"]
    assert read("csv", "")[1] == ["C601@0"]


def test_rows_of_one_id_in_two_languages_become_one_question_with_its_translation(tmp_path: Path):
    sheet = (
        "id,lang,question,option_a,option_b,answer,points\nwho,en,Who?,Seller,Buyer,A,2\nwho,zh-CN,谁？,卖方,买方,A,2\n"
    )
    (tmp_path / "c").mkdir()
    (tmp_path / "c/course.yaml").write_text("format: 1\nid: c1\ntitle: C\nlanguages: [en, zh-CN]\n")
    made, said = bring_in(tmp_path, Foreign(records("csv", sheet)))
    texts = {path.name: data.decode() for path, data in made.files.items()}
    assert said == []
    assert "`id: who` `points: 2`" in texts["new.en.md"]
    assert "`id: who`\n" in texts["new.zh-CN.md"]
    for path, data in made.files.items():
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)
    assert codes(build(tmp_path)) == ["C502"]


def test_excel_keeps_leading_zeros_of_text_cells_and_reads_numbers_as_typed():
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    sheet = book.add_worksheet()
    for at, name in enumerate(["type", "question", "answer"]):
        sheet.write_string(0, at, name)
    sheet.write_row(1, 0, ["text", "Code?"])
    sheet.write_string(1, 2, "0085")
    sheet.write_row(2, 0, ["number", "How many?"])
    sheet.write_number(2, 2, 12)
    sheet.write_row(3, 0, ["number", "How heavy?"])
    sheet.write_number(3, 2, 12.5)
    book.close()
    found = records("xlsx", stream.getvalue())
    assert [each.answers[0].text for each in found] == ["0085", "12", "12.5"]


def test_a_date_in_excel_is_no_answer():
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    sheet = book.add_worksheet()
    for at, name in enumerate(["type", "question", "answer"]):
        sheet.write_string(0, at, name)
    sheet.write_row(1, 0, ["text", "Which ratio?"])
    sheet.write_datetime(1, 2, datetime(2026, 1, 2), book.add_format({"num_format": "yyyy-mm-dd"}))
    book.close()
    assert "C604@2" in read("xlsx", stream.getvalue())[1]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_eight_kinds_and_more_come_back_from_a_sheet(form: str):
    given = nine()
    data, _said = write(form, given)
    found = by_id(records(form, data))
    for record in given:
        back = found[record.id]
        assert (back.kind, back.heading, back.items, back.pairs) == (
            record.kind, record.heading, record.items, record.pairs,
        )  # fmt: skip
        assert [(each.text, each.right, each.feedback) for each in back.options] == [
            (each.text, each.right, each.feedback) for each in record.options
        ]
        assert [each.text for each in back.answers] == [each.text for each in record.answers]
        assert dict(back.labels) == dict(record.labels)
        assert dict(back.settings) == dict(record.settings)


def test_what_a_sheet_has_no_column_for_is_said():
    assert write("csv", [each for each in nine() if each.id == "q-text"])[1] == ["C602"]


def test_cells_that_a_spreadsheet_would_compute_are_written_as_text():
    record = Record("text", id="q", heading="=1+1", answers=(Typed("-5"), Typed("@x")))
    data, _said = write("csv", [record])
    assert data.startswith(b"\xef\xbb\xbf")
    row = next(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    assert (row["question"], row["answer"]) == ("'=1+1", "'-5 | @x")
    assert records("csv", data)[0].heading == "=1+1"


def test_a_sheet_of_two_cells_far_apart_is_refused():
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    sheet = book.add_worksheet()
    sheet.write_string(0, 0, "question")
    sheet.write_string(1_048_575, 16_383, "answer")
    book.close()
    assert read("xlsx", stream.getvalue())[1] == ["C601@0"]
