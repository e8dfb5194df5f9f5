import pytest
from lxml import html as lxml_html

from aggregator.digest import render


@pytest.mark.parametrize("count", [0, 1, 2, 12, 40, 150])
def test_an_issue_of_any_length_has_its_parts_and_stays_within_its_bytes(issue, templates, links, count):
    rendered = render.render(issue(count), templates=templates, links=links)

    assert len(rendered.html.encode("ascii")) <= 90_000
    page = lxml_html.fromstring(rendered.html)
    assert [heading.text_content() for heading in page.iter("h1")] == ["Global Scan"]
    assert len(page.findall(".//h3")) == min(count, len(page.findall(".//h3")))
    assert links.unsubscribe in rendered.html
    assert links.unsubscribe in rendered.plain
