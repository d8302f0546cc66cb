"""Settings, all from the environment; README and .env.example name every variable."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF

from portal import embedded
from portal.logs import LOGGING  # noqa: F401 - Django reads it from the settings
from portal.schedule import CELERY_BEAT_SCHEDULE  # noqa: F401 - Celery reads it from the settings
from portal.secrets import in_production, listed, required, secret


BASE_DIR = Path(__file__).resolve().parent.parent
PRODUCTION = in_production()
DEBUG = os.environ.get("PORTAL_DEBUG") == "1" and not PRODUCTION
SECRET_KEY = secret("PORTAL_SECRET_KEY", "64 random hexadecimal digits, for sessions.", 32)
PORTAL_DATA_KEY = secret(
    "PORTAL_DATA_KEY",
    "128 random hexadecimal digits that seal identity numbers; losing it loses the data.",
    64,
)
PORTAL_NAME = os.environ.get("PORTAL_NAME", "")
# Who runs the site, for its footer; on the mainland filings are required by 互联网信息服务管理办法.
PORTAL_OPERATOR = {
    "name": os.environ.get("PORTAL_OPERATOR_NAME", ""),
    "phone": os.environ.get("PORTAL_OPERATOR_PHONE", ""),
    "address": os.environ.get("PORTAL_OPERATOR_ADDRESS", ""),
    "icp": os.environ.get("PORTAL_ICP_NUMBER", ""),
    "police": os.environ.get("PORTAL_POLICE_NUMBER", ""),
    "site_code": os.environ.get("PORTAL_SITE_CODE", ""),
}
PORTAL_REGION = os.environ.get("PORTAL_REGION", "350100000000")
ALLOWED_HOSTS = (
    [
        *listed(required("PORTAL_HOSTS", "the portal's host names, separated by commas.")),
        # health checks ask from inside
        "127.0.0.1",
        "localhost",
    ]
    if PRODUCTION
    else ["*"]
)
# More English names beside our own list, as fixtures/names/english.json has them.
NAMES_IN_ENGLISH = listed(os.environ.get("PORTAL_NAMES_IN_ENGLISH", ""))
# Whose pages may show our pictures in a frame: origins, or * for everybody's.
EMBED_ANCESTORS = listed(os.environ.get("PORTAL_EMBED_ANCESTORS", "*"))
CSRF_TRUSTED_ORIGINS = listed(os.environ.get("PORTAL_ORIGINS", ""))

# Each brings its own addresses, desk, words of its acts and tables (core.gathering).
OWN_APPS = [
    "portal",
    "search",
    "seeding",
    "matching",
    "complaints",
    "clues",
    "funds",
    "villages",
    "intake",
    "publication",
    "regions",
    "accounts",
    "auditing",
    "core",
]
INSTALLED_APPS = [
    *OWN_APPS,
    # Its default configuration would put its own site in the place of portal.admin_site.
    "unfold.apps.BasicAppConfig",
    "unfold.contrib.filters",
    "unfold.contrib.import_export",
    "portal.apps.PortalAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "import_export",
    "django_filters",
    "rest_framework",
    "drf_spectacular",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "axes",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "core.caching.PublicPageCacheMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "portal.middleware.StaffPagesMiddleware",
    "portal.middleware.PolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "portal.middleware.ChosenLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "portal.middleware.PortalErrorMiddleware",
    "accounts.middleware.PermissionMiddleware",
    "axes.middleware.AxesMiddleware",
    "portal.middleware.NothingHeavyMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "core.pages.Pages",
        "NAME": "django",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "portal.context.site",
            ],
            "builtins": ["core.templatetags.present"],
        },
    },
]

DATABASES = {
    "default": dj_database_url.parse(
        embedded.database_url(), conn_max_age=600, conn_health_checks=True
    )
}
if PRODUCTION:
    required("DATABASE_URL", "postgres://user:password@host:5432/name of PostgreSQL 15 or later.")
    required("REDIS_URL", "redis://host:6379 of Redis 6 or later.")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": embedded.redis_url(1),
        "KEY_PREFIX": os.environ.get("PORTAL_KEY_PREFIX", "portal"),
    }
}
# Kept pages stand apart from what must not be lost: this Redis forgets when it is full.
PAGE_CACHE_URL = embedded.page_cache_url()
# Redis may be down and staff still sign in.
SESSION_ENGINE = "django.contrib.sessions.backends.db"
# Staff are signed out after half an hour without a click.
SESSION_COOKIE_AGE = 30 * 60
SESSION_SAVE_EVERY_REQUEST = True
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
# Whoever never rests signs in anew after half a day (accounts.sessions).
SESSION_LONGEST_SECONDS = 12 * 3600
if PRODUCTION:
    # A browser takes these names over TLS only, for this very host and from nobody else.
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PRODUCTION else None
SECURE_SSL_REDIRECT = PRODUCTION and os.environ.get("PORTAL_TLS", "1") == "1"
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    },
}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "accounts.backends.RoleBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("UserAttributeSimilarityValidator", {}),
        ("MinimumLengthValidator", {"min_length": 12}),
        ("CommonPasswordValidator", {}),
        ("NumericPasswordValidator", {}),
    )
] + [{"NAME": "accounts.passwords.MaximumLengthValidator"}]
LOGIN_URL = "accounts:sign-in"
LOGIN_REDIRECT_URL = "portal:desk"
LOGOUT_REDIRECT_URL = "accounts:sign-in"
OTP_TOTP_ISSUER = PORTAL_NAME or "Mingbai"
AXES_HANDLER = "axes.handlers.database.AxesDatabaseHandler"
AXES_ENABLE_ACCESS_FAILURE_LOG = True
# accounts.guarding counts in it what axes cannot: one name from many places, one place on many names.
AXES_CLIENT_IP_CALLABLE = "accounts.guarding.network_of"
AXES_USERNAME_CALLABLE = "accounts.guarding.counted_name"
AXES_SENSITIVE_PARAMETERS = ["username", "csrfmiddlewaretoken", "next"]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "accounts.views.signing_in.locked_out"
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
AXES_ENABLE_ADMIN = False

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LANGUAGE_COOKIE_NAME = "language"
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = Path(os.environ.get("PORTAL_STATIC_ROOT") or embedded.var_dir() / "static")
STATICFILES_DIRS = [BASE_DIR / "static"]
# Policy attachments only: uploaded sheets and vouchers go to the vault, never here.
MEDIA_ROOT = embedded.var_dir() / "media"
MEDIA_URL = "/media/"
# Published pictures of vouchers, masked: the web server sends them itself.
PUBLIC_MEDIA_ROOT = Path(os.environ.get("PORTAL_PUBLIC_MEDIA") or embedded.var_dir() / "public")
VAULT_ROOT = Path(os.environ.get("PORTAL_VAULT") or embedded.var_dir() / "vault")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage",
        # A web server of another user reads them.
        "OPTIONS": {"file_permissions_mode": 0o644, "directory_permissions_mode": 0o755},
    },
}
if DEBUG:
    STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_HANDLERS = [
    # Files of sealed reports never touch a disk; of all others it takes none.
    "complaints.uploads.SealedUploadHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 2**20
FIXTURE_ROOT = BASE_DIR / "fixtures"

# The kinds of sheets that intake can read; each is one class.
INTAKE_SHEETS = [
    "funds.uploads.PaymentSheet",
    "funds.uploads.AllocationSheet",
    "funds.uploads.BankResultSheet",
    "matching.uploads.BankAccountSheet",
    "matching.uploads.BusinessSheet",
    "matching.uploads.DeathSheet",
    "matching.uploads.DibaoSheet",
    "matching.uploads.DisabledPersonSheet",
    "matching.uploads.HouseholdSheet",
    "matching.uploads.InsuredIncomeSheet",
    "matching.uploads.LandSheet",
    "matching.uploads.OrphanSheet",
    "matching.uploads.PopulationSheet",
    "matching.uploads.PrisonerSheet",
    "matching.uploads.PropertySheet",
    "matching.uploads.PublicEmployeeSheet",
    "matching.uploads.TekunSheet",
    "matching.uploads.VehicleSheet",
    "matching.uploads.VillageCadreSheet",
    "villages.uploads.ContractSheet",
    "villages.uploads.DecisionSheet",
    "villages.uploads.LedgerSheet",
    "villages.uploads.WorksSheet",
]
# A full run is cut into so many parts a rule, which all workers share.
CROSSCHECK_SHARDS = 4
CROSSCHECK_TIMEOUT_SECONDS = 3600
# A rule says so when a registry that it reads knows a smaller share of whom it asks about.
CROSSCHECK_COVERAGE = float(os.environ.get("PORTAL_CROSSCHECK_COVERAGE", "0.5"))
# So many unfinished runs are taken up again; older ones were overtaken by later runs.
CROSSCHECK_RESUMED = 3
# Says what stands behind a clue: its rule's question, innocent causes and next steps.
CLUE_GUIDANCE = "matching.rules.guidance.guidance_of"
# How long work on a clue may take. Defaults to be set to the local rules: 谈话函询 30 days and
# 初步核实 15 working days as in 西乡县, 处置意见 in one month as in the central rule of 2019.
CLUE_DEADLINES = {
    "check": 5,  # working days an office has to answer a check
    "disposal": 22,  # working days to decide on the disposal, about one month
    "talk": 30,  # calendar days for a talk or letter of inquiry
    "verification": 15,  # working days for a preliminary verification
    "extension": 15,  # working days by which a verification may be extended, once
    "hold": 120,  # working days after which a clue that is held for later is looked at again
    "recovery": 30,  # working days to bring money back or put something right
    "bureau-task": 22,  # working days a bureau has to mend a repeated cause
}
CLUE_YELLOW_DAYS = 3
# An inspector who goes away does not keep a clue for ever.
CLUE_HOLD_HOURS = 12
# From how many clues of one rule, cause and county within how many days on the cause is repeated.
CLUE_REPEATED = {"clues": 5, "days": 90}
# The share of explained matters that is drawn for somebody of the level above to look at again.
CLUE_RECHECK_SHARE = float(os.environ.get("PORTAL_CLUE_RECHECK_SHARE", "0.05"))
CLUE_MAX_FILE_BYTES = 20 * 2**20

# The publication log: its name in checkpoints for ever, and the keys of outside witnesses.
PUBLICATION_ORIGIN = os.environ.get("PORTAL_LOG_ORIGIN") or "localhost/log"
PUBLICATION_WITNESSES = listed(os.environ.get("PORTAL_LOG_WITNESSES", ""))

# Sealed reports. The peppers of the months lie outside the database and its backups.
COMPLAINT_PEPPERS = Path(os.environ.get("PORTAL_PEPPERS") or embedded.var_dir() / "peppers")
# Argon2id: KiB of memory and passes; two runs at once in a process (complaints.sealing.stretching).
COMPLAINT_ARGON2 = {"memory": 64 * 1024, "passes": 3}
# Iterations of PBKDF2 that a browser repeats some 256 times before it may send.
COMPLAINT_PROOF_COST = 5_000
COMPLAINT_MAX_FILES = 8
COMPLAINT_MAX_BYTES = 40 * 2**20
COMPLAINT_MOST_PICTURES = 60
# In ten minutes from one address (many share a carrier's), and for an office in an hour.
COMPLAINT_LIMITS = {
    "send": 30, "return": 60, "unlock": 10, "office": 60, "office-screened": 400,
}  # fmt: skip
# Days in which a reporter may say that it is not solved, and the words that this needs.
COMPLAINT_DISSENT_DAYS = 30
COMPLAINT_LEAST_WORDS = 6
COMPLAINT_YELLOW_DAYS = 3
# A closed report is destroyed after so many days; both sides are warned so many days before.
COMPLAINT_KEEP_DAYS = int(os.environ.get("PORTAL_COMPLAINT_KEEP_DAYS", "365"))
COMPLAINT_WARN_DAYS = 30
# Fewer are not told in public results.
COMPLAINT_K = 5
# When more than this share of a registry's persons would go, the uploader has to say why.
REGISTRY_GONE_SHARE = float(os.environ.get("PORTAL_REGISTRY_GONE_SHARE", "0.2"))
INTAKE_MAX_FILE_BYTES = 50 * 2**20
# Masked names and sums must fit at least so many, and a programme most of whose recipients draw
# another with full names is tested against that one alone.
DISCLOSURE_K = 5
# An amount so many times as large or small as the standard or the last period waits for a word.
AMOUNT_OUTLIER_FACTOR = int(os.environ.get("PORTAL_AMOUNT_OUTLIER_FACTOR", "5"))
# So many lines of rosters an office may put to the rules before paying, a day.
PREFLIGHT_LINES_A_DAY = int(os.environ.get("PORTAL_PREFLIGHT_LINES_A_DAY", "50000"))
# In yuan: nobody gets so much without being asked about, where nothing else tells what is usual.
AMOUNT_UNUSUAL = int(os.environ.get("PORTAL_AMOUNT_UNUSUAL", "1000000"))
DISCLOSURE_COMPANION_SHARE = 0.5
# Nothing that ended before counts as missing on a village's boards.
DISCLOSURE_SINCE = os.environ.get("PORTAL_DISCLOSURE_SINCE", "2026-01-01")
VOUCHER_MAX_FILE_BYTES = 20 * 2**20
# How long a browser may show a published picture without asking again; docker/nginx.conf too.
VOUCHER_CACHE_SECONDS = 300
VOUCHER_MAX_FILES = 50  # in one request, by those who have no JavaScript
VOUCHER_MAX_PICTURES = 200  # of one voucher number, or of one month's wall

# Without a mail server reminders stand at the desk only.
EMAIL_HOST = os.environ.get("PORTAL_EMAIL_HOST", "")
EMAIL_PORT = int(os.environ.get("PORTAL_EMAIL_PORT", "465"))
EMAIL_HOST_USER = os.environ.get("PORTAL_EMAIL_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("PORTAL_EMAIL_PASSWORD", "")
EMAIL_USE_SSL, EMAIL_USE_TLS = EMAIL_PORT == 465, EMAIL_PORT == 587
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("PORTAL_EMAIL_FROM", EMAIL_HOST_USER)

CELERY_BROKER_URL = embedded.broker_url()
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 3600,
    "global_keyprefix": f"{CACHES['default']['KEY_PREFIX']}:",
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0.2}
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
# Seconds after which a task is told to end, and ended. Those that work through a night say their own
# (matching.tasks); none may outlast the visibility timeout, after which it would come a second time.
CELERY_TASK_SOFT_TIME_LIMIT = 600
CELERY_TASK_TIME_LIMIT = 660
CELERY_TASK_IGNORE_RESULT = True
CELERY_TIMEZONE = TIME_ZONE

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["accounts.authentication.OfficeTokenAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["accounts.api_permissions.DeclaredPermission"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_PAGINATION_CLASS": "core.pagination.ApiKeysetPagination",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "core.api_errors.handle",
    "DEFAULT_THROTTLE_CLASSES": ["core.throttling.ApiThrottle"],
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Mingbai open API",
    "DESCRIPTION": "Benefit programmes, payments (masked), totals, regions and policies.",
    "VERSION": "1.0.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "COMPONENT_SPLIT_REQUEST": True,
}
UNFOLD = {
    "SITE_TITLE": "明白账",
    "SITE_HEADER": "明白账",
    "SHOW_HISTORY": False,
    "SITE_FAVICONS": [{"rel": "icon", "href": "/static/img/favicon.svg", "type": "image/svg+xml"}],
    "SHOW_VIEW_ON_SITE": False,
    "ENVIRONMENT": None,
}

# Requests a minute from one address; kept in Redis and shared by all workers.
# A carrier's shared address and a village hall have many visitors; wrong numbers have budgets of
# their own (GUESSES).
RATE_LIMITS = {
    "search": 600,
    "identity": 60,
    "suggest": 1200,
    "registries": 10,
    "api": 120,
    "sign-in": 20,
}
# Wrong identity searches that are answered, as (so many, in so many seconds); right ones count
# nothing. A kiosk and a carrier's shared address have many visitors, a name has few.
GUESSES = {
    "address": [(20, 60), (400, 3600)],
    "name": [(5, 3600), (20, 86_400)],
    "number": [(5, 3600), (20, 86_400)],
    "site": [(600, 3600)],
}
PAGE_SIZE = 20
PAGE_SIZE_MAX = 100
EXPORT_ROWS_MAX = 10_000
