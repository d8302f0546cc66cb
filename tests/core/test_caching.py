"""Public pages come from Redis until something is published, and never to somebody signed in."""

from django.http import HttpResponse
from django.test import Client, RequestFactory

import pytest

from core import caching
from core.caching import PublicPageCacheMiddleware, cached_page, forget_pages, pages_changed
from core.redis_client import page_client


@pytest.fixture
def site(monkeypatch):
    """A view that counts, behind the middleware."""
    calls = []

    @cached_page("year")
    def view(request):
        calls.append(request.get_full_path())
        return HttpResponse(f"page {len(calls)}")

    monkeypatch.setattr(caching, "_declared", lambda _path: view.cached_parameters)
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

    @cached_page("year")
    def slow(request):
        calls.append(1)
        if len(calls) == 1:
            forget_pages()
        return HttpResponse(f"page {len(calls)}")

    middleware = PublicPageCacheMiddleware(slow)
    middleware(get())

    assert middleware(get()).content == b"page 2"


def test_errors_are_not_kept():
    @cached_page("year")
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


@pytest.mark.parametrize(
    "path",
    [
        "/?year=2026&year=2026", "/?year=02026", "/?year=2026x", "/?x=1", "/?after=WzFd", "/?year=",
        "/?year=２０２６",
    ],
)  # fmt: skip
def test_what_a_view_does_not_declare_makes_no_copy(site, path):
    middleware, calls = site
    before = len(list(page_client().scan_iter("*")))
    assert "X-Page-Cache" not in middleware(get(path))
    assert "X-Page-Cache" not in middleware(get(path))
    assert (len(calls), len(list(page_client().scan_iter("*")))) == (2, before)


def test_a_made_up_header_makes_no_copy(site):
    middleware, calls = site
    for number in range(3):
        request = get()
        request.META["HTTP_HX_REQUEST"] = f"x{number}"
        assert "X-Page-Cache" not in middleware(request)
    assert len(calls) == 3


def test_parameters_have_one_order(site):
    middleware, calls = site
    request = RequestFactory().get("/?year=2026")
    middleware(request)
    assert middleware(get("/?year=2026")).headers["X-Page-Cache"] == "hit"
    assert len(calls) == 1


def test_each_host_has_its_own_copy(site, settings):
    """A feed and a wall sheet hold the host that was asked."""
    settings.ALLOWED_HOSTS = ["*"]
    middleware, calls = site
    for host in ("portal.example", "localhost", "portal.example"):
        request = get()
        request.META["HTTP_HOST"] = host
        middleware(request)
    assert len(calls) == 2


def test_kept_pages_are_plain_bytes_with_a_bound(town, settings):
    page = Client().get("/programmes/")
    assert page.headers["X-Page-Cache"] == "miss"
    own = f"{settings.CACHES['default']['KEY_PREFIX']}:page:*"
    (key,) = [key for key in page_client().scan_iter(own) if b"made-after" not in key]
    assert page_client().get(key).endswith(page.content)
    assert 0 < page_client().ttl(key) <= 600


def test_what_cannot_be_kept_is_declared_nowhere():
    with pytest.raises(KeyError):
        cached_page("q")


def test_a_full_cache_forgets_pages_and_nothing_else():
    policy = page_client().config_get("maxmemory*")
    assert int(policy["maxmemory"]) > 0
    assert policy["maxmemory-policy"] == "volatile-lru"
