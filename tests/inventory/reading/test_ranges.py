import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.inventory.reading.host_names import expand, is_host_pattern, split_port


@pytest.mark.parametrize(
    ("pattern", "names", "port"),
    [
        ("hs-[01:03]", ("hs-01", "hs-02", "hs-03"), None),
        ("hs-[1:3]", ("hs-1", "hs-2", "hs-3"), None),
        ("[01:20:7].example", ("01.example", "08.example", "15.example"), None),
        ("pc-[a:c]", ("pc-a", "pc-b", "pc-c"), None),
        ("pc-[Y:Z]", ("pc-Y", "pc-Z"), None),
        ("[a:b]-[8:9]", ("a-8", "a-9", "b-8", "b-9"), None),
        ("x[:2]", ("x0", "x1", "x2"), None),
        ("x[00:00]", ("x00",), None),
        ("x[9:11]", ("x9", "x10", "x11"), None),
        ("x[3:1]", (), None),
        ("web-[1:2].example:2222", ("web-1.example", "web-2.example"), 2222),
        ("[2001:db8::7]:22", ("2001:db8::7",), 22),
        ("fe80::1", ("fe80::1",), None),
        ("máy-[1:2]", ("máy-1", "máy-2"), None),
        ("plain", ("plain",), None),
        ("with space", ("with space",), None),
    ],
)
def test_expands_as_ansible_does(pattern: str, names: tuple[str, ...], port: int | None):
    assert expand(pattern) == (names, port)


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        ("x[1:]", "no end"),
        ("x[1]", "not begin:end"),
        ("x[1:2:3:4]", "not begin:end"),
        ("x[01:100]", "equally long"),
        ("x[1:9:0]", "positive step"),
        ("x[1:9:-1]", "positive step"),
        ("x[c:a]", "ends before it begins"),
        ("x[a:9]", "neither of numbers"),
        ("x[1:3", "do not close"),
        ("x[1:999999999]", "more than"),
        ("x[1:999][1:999]", "more than"),
        ("x[\u0661:\u0663]", "not begin:end"),
    ],
)
def test_says_why_a_range_is_none(pattern: str, why: str):
    with pytest.raises(ValueError, match=why):
        expand(pattern)


@given(st.integers(0, 999), st.integers(0, 200), st.integers(1, 9), st.integers(1, 4))
def test_a_padded_range_counts_its_members(begin: int, more: int, step: int, width: int):
    first, last = str(begin).zfill(width), str(begin + more).zfill(width)
    if len(first) != len(last) or first == "0" or first[0] != "0":
        return
    names, _ = expand(f"pc-[{first}:{last}:{step}]")
    assert len(names) == more // step + 1
    assert names[0] == f"pc-{first}"
    assert {len(name) for name in names} == {len(first) + 3}
    assert [int(name[3:]) for name in names] == list(range(begin, begin + more + 1, step))


@given(st.lists(st.integers(1, 5), min_size=1, max_size=4))
def test_several_ranges_multiply(sizes: list[int]):
    names, _ = expand("-".join(f"[1:{size}]" for size in sizes))
    count = 1
    for size in sizes:
        count *= size
    assert len(set(names)) == len(names) == count
    assert list(names) == sorted(names)


@given(st.text(max_size=30))
def test_any_key_is_expanded_or_refused(pattern: str):
    try:
        names, _ = expand(pattern)
    except ValueError:
        return
    assert len(set(names)) == len(names)


@pytest.mark.parametrize(
    ("text", "is_host"),
    [
        ("web-01", True),
        ("web-01:22", True),
        ("a.b_c.example", True),
        ("db[1:3]", True),
        ("::1", True),
        ("a:b", False),
        ("a:!b", False),
        ("web*", False),
        ("-x", False),
        ("x-", False),
        ("fe80::1%eth0", False),
    ],
)
def test_tells_hosts_from_patterns(text: str, is_host: bool):  # noqa: FBT001 - a table's column
    assert is_host_pattern(text) is is_host


def test_a_text_that_is_no_host_keeps_its_colon():
    assert split_port("a b:22") == ("a b:22", None)
