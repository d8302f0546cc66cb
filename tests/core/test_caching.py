"""Public pages come from Redis until something is published, and never to somebody signed in."""

from django.http import HttpResponse
from django.test import Client, RequestFactory

import pytest

from core.caching import PublicPageCacheMiddleware, cached_page, pages_changed


@pytest.fixture
def site():
    """A view that counts, behind the middleware."""
    calls = []

    @cached_page
    def view(request):
        calls.append(request.get_full_path())
        return HttpResponse(f"page {len(calls)}")

    return PublicPageCacheMiddleware(view), calls


def get(path="/", **cookies):
    request = RequestFactory().get(path)
    request.COOKIES.update(cookies)
    return request


def test_the_second_visitor_gets_the_kept_page(site):
    middleware, calls = site
    assert middleware(get()).content == b"page 1"
    answer = middleware(get())

    assert (answer.content, answer["X-Page-Cache"], len(calls)) == (b"page 1", "hit", 1)


def test_language_text_size_and_query_each_have_their_page(site):
    middleware, calls = site
    for request in (get(), get(language="en"), get(**{"text-size": "large"}), get("/?year=2026")):
        middleware(request)

    assert len(calls) == 4


def test_somebody_signed_in_is_never_served_from_the_cache(site):
    middleware, calls = site
    middleware(get())
    middleware(get(sessionid="x"))

    assert len(calls) == 2


@pytest.mark.django_db(transaction=True)
def test_publishing_kills_older_pages(site):
    middleware, calls = site
    middleware(get())
    pages_changed()

    assert middleware(get()).content == b"page 2"


def test_a_page_made_before_a_publication_but_stored_after_it_is_dead(site):
    """The generation is read before the view runs."""
    calls = []

    @cached_page
    def slow(request):
        calls.append(1)
        if len(calls) == 1:
            from core.caching import _GENERATION
            from core.redis_client import client

            client().incr(_GENERATION)
        return HttpResponse(f"page {len(calls)}")

    middleware = PublicPageCacheMiddleware(slow)
    middleware(get())

    assert middleware(get()).content == b"page 2"


def test_errors_are_not_kept():
    @cached_page
    def missing(request):
        return HttpResponse(status=404)

    middleware = PublicPageCacheMiddleware(missing)
    middleware(get())

    assert "X-Page-Cache" not in middleware(get())


def test_a_kept_page_is_given_to_no_other_host_and_not_without_tls(town, settings):
    settings.ALLOWED_HOSTS = ["portal.example"]
    browser = Client(headers={"host": "portal.example"})
    browser.get("/programmes/")
    assert browser.get("/programmes/").headers["X-Page-Cache"] == "hit"

    assert browser.get("/programmes/", headers={"host": "evil.example"}).status_code == 400
    settings.SECURE_SSL_REDIRECT = True
    plain = Client(headers={"host": "portal.example"})
    assert plain.get("/programmes/").status_code == 301
