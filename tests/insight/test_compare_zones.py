import pytest

from hospes.insight.compare_zones import compare_zones


@pytest.mark.django_db
def test_s6_both_sides_have_zone_data_and_agree() -> None:
    seen = compare_zones()
    assert seen.differing == ()
    assert seen.postgresql == seen.python
    assert seen.python >= "2024a"
