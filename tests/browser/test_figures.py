"""The figures of the courses as they are drawn: every word is inside its picture, and none lies on another."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

ROOT = Path(__file__).parent.parent.parent
FIGURES = sorted((ROOT / "courses").glob("**/*.svg"))

FAULTS = """() => {
  const words = [...document.querySelectorAll('text')].filter(each => each.getClientRects().length);
  const frame = document.documentElement.viewBox.baseVal;
  const boxes = words.map(each => {
    const box = each.getBBox(), place = each.getCTM(), base = document.documentElement.getCTM();
    const matrix = base.inverse().multiply(place);
    const corners = [[box.x, box.y], [box.x + box.width, box.y + box.height]].map(([x, y]) => {
      const point = new DOMPoint(x, y).matrixTransform(matrix);
      return [point.x, point.y];
    });
    const xs = corners.map(corner => corner[0]).sort((a, b) => a - b), ys = corners.map(corner => corner[1]).sort((a, b) => a - b);
    return {text: each.textContent.trim(), left: xs[0], right: xs[1], top: ys[0] + 2, bottom: ys[1] - 3};
  });
  const faults = boxes
    .filter(box => box.left < 4 || box.right > frame.width - 4 || box.top < 0 || box.bottom > frame.height)
    .map(box => `${box.text} leaves the picture`);
  boxes.forEach((one, at) => boxes.slice(at + 1).forEach(other => {
    if (one.left < other.right - 1 && other.left < one.right - 1 && one.top < other.bottom && other.top < one.bottom)
      faults.push(`${one.text} lies on ${other.text}`);
  }));
  const rects = [...document.querySelectorAll('rect')].filter(each => !each.classList.contains('paper')).map(each => each.getBBox());
  for (const box of boxes) {
    const middle = (box.top + box.bottom) / 2;
    const around = rects.filter(rect => rect.height < 200 && middle > rect.y && middle < rect.y + rect.height
      && (box.left + box.right) / 2 > rect.x && (box.left + box.right) / 2 < rect.x + rect.width)
      .sort((a, b) => a.width * a.height - b.width * b.height)[0];
    if (around && around.width > 40 && (box.left < around.x + 1 || box.right > around.x + around.width - 1))
      faults.push(`${box.text} sticks out of its box`);
  }
  return faults;
}"""


@pytest.fixture(scope="module")
def paper(browser: Browser):
    page = browser.new_page(viewport={"width": 400, "height": 600})
    yield page
    page.close()


@pytest.mark.parametrize("path", FIGURES, ids=lambda path: path.relative_to(ROOT / "courses").as_posix())
def test_no_word_of_a_figure_overlaps_another_or_leaves_its_place(paper, path: Path):
    for layer in ("", "#en"):
        paper.goto("about:blank")
        paper.goto(path.as_uri() + layer)
        assert paper.evaluate(FAULTS) == []


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (('<text x="200" y="214" class="soft">T+1</text>', '<text x="200" y="180" class="soft">T+1</text>'), "lies on"),
        (("第一步：建档", "第一步：为每一票货建立档案"), "sticks out of its box"),
        (('x="200" y="214"', 'x="395" y="214"'), "leaves the picture"),
    ],
)
def test_a_word_out_of_place_is_noticed(paper, tmp_path: Path, change: tuple[str, str], fault: str):
    drawing = (ROOT / "docs" / "curriculum" / "figure.svg").read_text("utf-8")
    assert change[0] in drawing
    (tmp_path / "figure.svg").write_text(drawing.replace(*change), "utf-8")
    paper.goto((tmp_path / "figure.svg").as_uri())
    assert any(fault in each for each in paper.evaluate(FAULTS))
