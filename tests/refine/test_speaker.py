"""The society that a heading names."""

import pytest

from aggregator.model import Society
from aggregator.refine.speaker import speaker

SOCIETIES = [
    Society(key="acr", name="American College of Radiology", acronym="ACR"),
    Society(key="esr", name="European Society of Radiology", acronym="ESR"),
    Society(key="esor", name="European School of Radiology", acronym="ESOR"),
    Society(key="college", name="College of Radiology", acronym="COR"),
]


@pytest.mark.parametrize(
    ("heading", "key"),
    [
        ("American College of Radiology (ACR)", "acr"),
        ("american  college of\nradiology", "acr"),
        ("News from ESR", "esr"),
        ("European School of Radiology", "esor"),
        ("College of Radiology", "college"),
        ("ESRX and others", "scan"),
        ("acrobatics", "scan"),
        ("", "scan"),
        (None, "scan"),
    ],
)
def test_a_heading_names_a_society_by_name_or_acronym(heading, key):
    assert speaker(heading, societies=SOCIETIES, default="scan") == key
