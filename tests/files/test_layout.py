import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.files import yaml_documents
from orchestrator.files.yaml_layout import laid_out

MESSY = """\
# đầu tệp


a:
    # về vars
    vars: {x: 1,
       y: 2}\x20\x20
    hosts:
          h1:
                 label: "a
                   b"
                 text: |
                    một\x20
                      hai


                    ba
          # trước h2
          h2: &an
                 z: 1
                 # cuối h2
          # cuối hosts
    list:
    - a
    - b: 1
      c: 2
    -   d: 1
        e:
        - x
        - - y
          - z
# về b
b:
 <<: {q: 1}
 other:
     key
 k: "v"
 # hết

"""
NEAT = """\
# đầu tệp

a:
  # về vars
  vars: {x: 1,
     y: 2}
  hosts:
    h1:
      label: "a
        b"
      text: |
         một\x20
           hai


         ba
    # trước h2
    h2: &an
      z: 1
      # cuối h2
    # cuối hosts
  list:
    - a
    - b: 1
      c: 2
    -   d: 1
        e:
          - x
          - - y
            - z
# về b
b:
  <<: {q: 1}
  other:
      key
  k: "v"
  # hết
"""


def meaning(text: str) -> object:
    root = yaml_documents.read(text, source="a.yml").root
    return None if root is None else root.value


def test_lines_move_to_their_level_and_nothing_else_changes():
    assert laid_out(MESSY) == NEAT
    assert laid_out(NEAT) == NEAT
    assert meaning(NEAT) == meaning(MESSY)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("\n\n# thôi\n\n\n", "# thôi\n"),
        ("a", "a\n"),
        ("{a: 1,\n b: 2}\n", "{a: 1,\n b: 2}\n"),
        ("- a\n-  b\n", "- a\n-  b\n"),
        ("a:\n- - b\n  - c\n", "a:\n  - - b\n    - c\n"),
        ("? a\n: b\n", "? a\n: b\n"),
        ("a: &x\n      b: 1\nc: *x\n", "a: &x\n  b: 1\nc: *x\n"),
        ("a: |2\n    b\n", "a: |2\n    b\n"),
        ("---\na:\n    b: 1\n", "---\na:\n  b: 1\n"),
        ("a:\n    - b:\n        - c\nd:\n", "a:\n  - b:\n      - c\nd:\n"),
        ("a:\n    -\n        b: 1\n", "a:\n  -\n    b: 1\n"),
    ],
)
def test_forms_of_yaml(text: str, expected: str):
    assert laid_out(text) == expected
    assert meaning(expected) == meaning(text)


words = st.text("abcxyz", min_size=1, max_size=4)
trees = st.recursive(
    words | st.just("'x # y'") | st.just("|-\nm\n n") | st.just("[p,\nq]"),
    lambda inner: (
        st.lists(inner, min_size=1, max_size=3)
        | st.dictionaries(words, inner, min_size=1, max_size=3)
    ),
    max_leaves=8,
)


def lines(tree: object, column: int, step: int, flush: int) -> list[str]:
    """Return a tree as YAML with some indentation; `flush` puts lists as deep as their key."""
    pad = " " * column
    if isinstance(tree, str):
        first, *rest = tree.split("\n")
        return [first, *(f"{pad}{line}" for line in rest)]
    pairs = tree.items() if isinstance(tree, dict) else [("-", item) for item in tree]
    found = []
    for key, item in pairs:
        deeper = column + (0 if key != "-" and flush and isinstance(item, list) else step)
        inner = lines(item, deeper, step, flush)
        head = f"{pad}{key}" if key == "-" else f"{pad}{key}:"
        if isinstance(item, str):
            found += [f"{head} {inner[0]}", *inner[1:]]
        else:
            found += [f"{head}  # nói thêm", f"{' ' * deeper}# trên", *inner]
    return found


@given(
    st.dictionaries(words, trees, min_size=1, max_size=3),
    st.sampled_from([1, 2, 3, 4, 7]),
    st.booleans(),
)
def test_any_indentation_comes_to_one_form_and_says_the_same(tree: object, step: int, flush: bool):  # noqa: FBT001
    text = "".join(f"{line}\n" for line in lines(tree, 0, step, flush))
    neat = laid_out(text)
    assert meaning(neat) == meaning(text)
    assert laid_out(neat) == neat
    assert [line.strip() for line in neat.splitlines()] == [
        line.strip() for line in text.splitlines()
    ]
