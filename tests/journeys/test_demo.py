"""``aggregator demo --once``, as the README has people begin."""

import re


def test_the_demo_shows_the_whole_way_and_ends_by_itself(run, tmp_path):
    ran = run("demo", "--once", site=None, TMPDIR=str(tmp_path))
    assert ran.code == 0, ran.err
    assert len(re.findall(r"^source +result +new +changed +known +failed +time$", ran.out, re.MULTILINE)) == 2
    where = ran.out.strip().splitlines()[-5:]
    assert [line.split(":")[0] for line in where] == [
        "The feed",
        "The digest",
        "The inbox",
        "The site",
        "To browse",
    ]
    assert "http://" not in "".join(where), "nothing is served any more"
    (site,) = tmp_path.glob("aggregator-demo-*")
    assert len(list((site / "inbox").glob("*.eml"))) == 3
    assert where[0].split(": ")[1].strip() == str(site / "public" / "feed.xml")
    assert (site / "public" / "feed.xml").exists()
