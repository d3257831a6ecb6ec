"""Every kind of page in a real browser: readable by whoever reads it, and never cut."""

from importlib.resources import files
from pathlib import Path

import pytest

from tests.report.every_page import every_page

pytestmark = pytest.mark.browser
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
IN_COLOUR = ["color-contrast", "link-in-text-block"]  # all that another scheme changes
RUN = "asked => axe.run({resultTypes: ['violations'], runOnly: asked}).then(it => it.violations)"
CUT = """() => [...document.querySelectorAll('main *')].filter(e => {
  const hides = getComputedStyle(e).overflowX !== 'visible' && e.clientWidth > 1
  return hides && e.scrollWidth > e.clientWidth + 1 && !e.closest('.entry.open')
}).map(e => e.outerHTML.slice(0, 80))"""


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ...]:
    return every_page(tmp_path_factory.mktemp("pages"))


@pytest.fixture(scope="module")
def axe() -> str:
    package = pytest.importorskip("axe_playwright_python", reason="axe is not installed")
    return files(package).joinpath("axe.min.js").read_text("utf-8")


@pytest.mark.parametrize(
    ("width", "schemes"),
    [
        (390, {"light": RULES, "dark": IN_COLOUR}),
        (1280, {"light": RULES}),  # no style makes a colour hang on the width
    ],
)
def test_no_page_breaks_a_rule_of_accessibility(
    browser, pages, axe: str, width: int, schemes: dict[str, list[str]]
):
    context = browser.new_context(viewport={"width": width, "height": 900}, bypass_csp=True)
    page, found = context.new_page(), []
    for path in pages:
        page.goto(path.as_uri())
        page.evaluate(axe)
        for scheme, rules in schemes.items():
            page.emulate_media(color_scheme=scheme)
            found += [
                (
                    f"{path.parent.name}/{path.name}",
                    scheme,
                    broken["id"],
                    broken["nodes"][0]["html"],
                )
                for broken in page.evaluate(RUN, rules)
            ]
    context.close()
    assert found == []


def test_the_judge_finds_what_is_wrong(browser, axe: str):
    context = browser.new_context(bypass_csp=True)
    page = context.new_page()
    page.set_content("<p style='color:#aaa;background:#fff'>text</p><img src=x>")
    page.evaluate(axe)
    found = {broken["id"] for broken in page.evaluate(RUN, RULES)}
    context.close()
    assert {"color-contrast", "image-alt", "html-has-lang"} <= found


@pytest.mark.parametrize("width", [390, 1024, 1280, 1366, 1920])
def test_nothing_is_wider_than_the_window_or_cut_within_it(browser, pages, width: int):
    page, found = browser.new_page(viewport={"width": width, "height": 900}), []
    for path in pages:
        page.goto(path.as_uri())
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found.append((path, "page"))
        found += [(path, cut) for cut in page.evaluate(CUT)]
    page.close()
    assert found == []
