"""Every folder of assets is found, here in a checkout."""

from __future__ import annotations

import pytest

from practice_desk.assets import KINDS, asset, asset_path


@pytest.mark.parametrize("kind", KINDS)
def test_that_each_kind_of_asset_is_a_folder(kind: str):
    assert asset(kind).is_dir()


def test_that_an_asset_is_given_as_a_real_file():
    with asset_path("migrations", "env.py") as path:
        assert path.is_file()


def test_that_an_unknown_kind_is_refused():
    with pytest.raises(ValueError, match="secrets"):
        asset("secrets")
