"""Nothing grows until nobody reads it: the limits of a file, a function and a template."""

from tests.architecture.source import ROOMS, functions_of, length_of, name_of, python_files, templates

FILE_LINES, FUNCTION_LINES, TEMPLATE_LINES = 300, 40, 120
# Tables of data are not read from top to bottom.
TABLES = ("intake/domain/crisis/rules_", "intake/domain/crisis/words_")


def test_no_file_is_longer_than_three_hundred_lines():
    lengths = {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in python_files(*ROOMS)}
    assert {name: lines for name, lines in lengths.items() if lines > FILE_LINES and not name.startswith(TABLES)} == {}


def test_no_function_is_longer_than_forty_lines():
    found = {
        f"{name_of(path)}:{node.name}": length_of(node)
        for path in python_files(*ROOMS)
        for node in functions_of(path)
        if length_of(node) > FUNCTION_LINES
    }
    assert found == {}


def test_nine_functions_in_ten_are_under_thirty_lines():
    lengths = sorted(length_of(node) for path in python_files(*ROOMS) for node in functions_of(path))
    assert lengths[len(lengths) * 9 // 10] < 30


def test_no_template_is_longer_than_a_hundred_and_twenty_lines():
    lengths = {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in templates()}
    assert {name: lines for name, lines in lengths.items() if lines > TEMPLATE_LINES} == {}
