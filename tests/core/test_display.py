"""How pages may look: what a cookie says, and that pages are kept apart by it and nothing else."""

import pytest

from core.display import CHOICES, chosen
from core.redis_client import page_client


@pytest.mark.parametrize(
    ("cookies", "classes"),
    [
        ({}, ""), ({"text-size": "large"}, "large"), ({"text-size": "largest"}, "large largest"),
        ({"contrast": "high"}, "contrast"), ({"text-size": "<x>", "contrast": "1"}, ""),
        ({"text-size": "largest", "contrast": "high"}, "large largest contrast"),
    ],
)  # fmt: skip
def test_classes(cookies, classes):
    assert chosen(cookies).classes == classes


def test_a_choice_is_kept_and_pages_are_kept_apart(db, client):
    def kept():
        return len(list(page_client().scan_iter("*:page:*")))

    client.get("/help/")
    before = kept()
    for name, choices in CHOICES.items():
        for choice in choices:
            answer = client.get(f"/{name}/{choice}/?next=/help/")
            assert (answer.status_code, answer.url) == (302, "/help/")
            assert answer.cookies[name].value == choice
            page = client.get("/help/").content.decode()
            classes = chosen({name: choice}).classes
            assert (f'class="{classes}"' in page[:200]) is bool(classes)
            client.cookies.clear()
        assert client.get(f"/{name}/none/").status_code == 404
    # Large, largest and contrast; a made-up choice fills nothing.
    assert kept() == before + 3
    client.cookies["contrast"] = "x" * 50
    client.get("/help/")
    assert kept() == before + 3
