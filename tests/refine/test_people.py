"""Whoever is said to have written an entry is named as they are, and each by themselves."""

import pytest

from aggregator.refine import people
from aggregator.refine.limits import Limits

LIMITS = Limits()


@pytest.mark.parametrize(
    ("given", "names"),
    [
        (("Ada Lee",), ("Ada Lee",)),
        (("ada@college.example (Ada Lee)",), ("Ada Lee",)),
        (("Ada Lee <ada@college.example>", "Ada Lee"), ("Ada Lee",)),
        (("By Ada Lee", "<b>Bea&amp;Co</b>"), ("Ada Lee", "Bea&Co")),
        (("ada@college.example", "admin", "", "https://college.example/"), ()),
        (("Super User", "관리자", "管理员"), ()),
        (("wpadmin", "WP-Admin", "Site Admin", "editor2", "admin_1", "webmaster"), ()),
        (("作者：王伟",), ("王伟",)),
        (("x" * 101,), ()),
    ],
)
def test_authors_are_plain_names(given, names):
    assert people.people(given, limits=LIMITS) == names


@pytest.mark.parametrize("language", [None, "en", "de", "fr-CH", "it"])
@pytest.mark.parametrize(
    "name",
    [
        "von Tengg-Kobligk, H.",
        "Von Tengg-Kobligk, H.",
        "von der Leyen",
        "Von der Leyen, Ursula",
        "Di Leo, G.",
        "Di Leo Giovanni",
        "Par Lagerkvist",
        "By-Lund, Eva",
        "Ada Lee, MD, PhD",
        "Ada Lee, MD, PhD, FRCR",
        "Ada Lee, M.D., Ph.D.",
        "Ada Lee, MD, San Diego",
        "Lee, A., MD, PhD",
        "Lee, Ada, MD, PhD, MBA",
        "Ada Lee, The Bell Weekly",
        "Ada Lee, San Diego",
        "Ada Lee, Senior Editor, Bell Weekly",
        "Lee, Ada",
        "Lee, A.",
        "José Ortega y Gasset",
        "Bell and Sons",
        "Department of Health and Human Services",
        "National Heart Lung and Blood Institute",
        "The College of Bells, Towers and Clocks",
        "张三，北京大学",
        "张三，教授",
        "Ada Lee (Bell Weekly, Rome)",
        "Ada Lee, San Diego (USA)",
        "Web Editors Ltd",
    ],
)
def test_a_name_is_never_shortened_or_torn(name, language):
    assert people.people((name,), limits=LIMITS, language=language) == (name,)


@pytest.mark.parametrize(
    ("given", "language", "names"),
    [
        ("by ADA LEE", None, ("ADA LEE",)),
        ("Written by: Ada Lee", None, ("Ada Lee",)),
        ("Von Anna Müller", "de-AT", ("Anna Müller",)),
        ("Von Anna Müller und Jo Lee", "de", ("Anna Müller", "Jo Lee")),
        ("Par Jean Dupont", "fr", ("Jean Dupont",)),
        ("Par Fredrik Lagerkvist", "sv", ("Par Fredrik Lagerkvist",)),
        ("Von: Müller", None, ("Müller",)),
    ],
)
def test_by_is_left_out_where_it_can_be_nothing_else(given, language, names):
    assert people.people((given,), limits=LIMITS, language=language) == names


@pytest.mark.parametrize(
    ("given", "names"),
    [
        ("Ada Lee, Bea M. Roe, Cy van der Poe", ("Ada Lee", "Bea M. Roe", "Cy van der Poe")),
        ("Ada Lee, Bea Roe and Cy Poe", ("Ada Lee", "Bea Roe", "Cy Poe")),
        ("Ada Lee, Bea Roe, & Cy Poe", ("Ada Lee", "Bea Roe", "Cy Poe")),
        ("By Ada Lee and Bea Roe", ("Ada Lee", "Bea Roe")),
        ("Lee, A., von Roe, B. M., d'Or, C.", ("Lee, A.", "von Roe, B. M.", "d'Or, C.")),
        ("Lee A, Roe BM, Poe C", ("Lee A", "Roe BM", "Poe C")),
        ("Lee, Ada; Roe, Bea; Poe", ("Lee, Ada", "Roe, Bea", "Poe")),
        ("Ada Lee <ada@a.example>, Bea Roe <bea@a.example>, Cy Poe", ("Ada Lee", "Bea Roe", "Cy Poe")),
        ("Ada Lee, MD, PhD, Bea Roe, MSc and Cy Poe", ("Ada Lee, MD, PhD", "Bea Roe, MSc", "Cy Poe")),
        ("Ada Lee, MD and Bea Roe, FRCR", ("Ada Lee, MD", "Bea Roe, FRCR")),
        ("Lee, MA, Roe, BM", ("Lee, MA", "Roe, BM")),
        ("王伟、李娜", ("王伟", "李娜")),
        ("王伟，李娜， 欧阳修", ("王伟", "李娜", "欧阳修")),
        ("王伟,李娜", ("王伟", "李娜")),
        ("Ada Lee, Bea Roe (University of Rome), Cy Poe", ("Ada Lee", "Bea Roe", "Cy Poe")),
        ("Ada Lee (1), Bea Roe (2), Cy Poe ((1) Rome, (2) Bonn)", ("Ada Lee", "Bea Roe", "Cy Poe")),
        ("Ada Lee, Bea Roe, Ada Lee", ("Ada Lee", "Bea Roe")),
        (
            ", ".join(f"Ada Lee{chr(97 + n)}" for n in range(26)),
            tuple(f"Ada Lee{chr(97 + n)}" for n in range(20)),
        ),
        ("Ada Lee, " + "MD, " * 40, ("Ada Lee, " + "MD, " * 21 + "MD…",)),
    ],
)
def test_a_list_of_people_is_split(given, names):
    assert people.people((given,), limits=LIMITS) == names
