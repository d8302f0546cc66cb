"""The admin under its content security policy, in a real browser."""

from __future__ import annotations

import pytest

from tests.functional.test_journey import sign_in


pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_admin_works_under_its_policy(at, town):
    page = at()
    sign_in(page, "administrator")
    page.wait_for_url("**/desk/")
    for address in (
        "/admin/", "/admin/funds/programme/", "/admin/intake/batch/", "/admin/accounts/user/",
        "/admin/funds/standard/add/", "/admin/funds/programme/export/",
    ):  # fmt: skip
        assert page.goto(address).status == 200, address
        page.wait_for_function("window.Alpine !== undefined")
    page.goto("/admin/funds/standard/add/")
    page.click(".field-region .select2-selection")
    page.fill(".select2-search__field", "350112201203")
    page.click(".select2-results__option:has-text('浮岐')")
    assert page.faults == []
