import pickle

import pytest

from orchestrator.text.catalogue import catalogue
from orchestrator.text.message import Message, parser_said, say


def test_a_message_is_its_english_text_and_can_be_said_in_vietnamese():
    message = say("host.range", name="a[1:", why=say("range.brackets"))
    assert isinstance(message, Message)
    assert message == "`a[1:` cannot be expanded: its brackets do not close"
    assert catalogue("en").text(message) == str(message)
    vi = catalogue("vi")
    assert vi.text(message) == "không mở được `a[1:`: dấu ngoặc vuông không đóng đúng"
    assert vi.text("no message") == "no message"


def test_what_fills_a_message_is_never_read_as_a_text():
    said = say("yaml.tag", tag="{name} {0}")
    assert catalogue("vi").text(said) == "không có nhãn {name} {0}"


def test_an_unknown_id_and_a_missing_field_are_faults():
    for key in ("host.nothing", "nothing.at_all", "host"):
        with pytest.raises(KeyError, match=key):
            say(key)
    with pytest.raises(KeyError, match="name"):
        say("host.unknown")


def test_counts_are_written_as_each_language_writes_them_and_lines_of_files_are_not():
    vi = catalogue("vi")
    many = say("file.too_large", limit=1_048_576)
    assert many == "cannot read the file: it is larger than 1,048,576 bytes"
    assert vi.text(many) == "không đọc được tệp: tệp lớn hơn 1.048.576 byte"
    line = say("laps.again", name="x", line=5986)
    assert line == "`x` was already given in line 5986"
    assert vi.text(line) == "`x` đã có ở dòng 5986"


def test_the_parsers_words_are_translated_where_they_are_known():
    vi = catalogue("vi")
    assert vi.text(parser_said("did not find expected ',' or '}'")) == "thiếu dấu phẩy hoặc dấu }"
    assert parser_said("did not find expected ',' or '}'").endswith("'}'")
    assert vi.text(parser_said("quite new")) == "bộ đọc YAML báo “quite new”"


def test_a_message_comes_whole_from_another_process():
    message = say("list_file.pdf", why=say("list_file.cut"))
    again = pickle.loads(pickle.dumps(message))  # noqa: S301 - what the line above made
    assert (again, again.id, again.fields) == (message, message.id, message.fields)
    assert catalogue("vi").text(again) == "tệp PDF bị hỏng hoặc bị khóa (nó bị cụt)"
