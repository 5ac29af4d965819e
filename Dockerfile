# The image of web, worker, scheduler and the migration job: one image, four commands (docker-compose.yml).
FROM python:3.13.9-slim-bookworm

ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1

RUN useradd --system --uid 10001 --home-dir /app --shell /usr/sbin/nologin threshold
WORKDIR /app

COPY requirements.txt .
RUN pip install --require-hashes --requirement requirements.txt

COPY . .
# The static files and translations need settings, and settings need keys: these are thrown away in the same step.
RUN python -m core.keys /tmp/build-keys.json \
    && export THRESHOLD_MODE=production DESK_URL=https://build.invalid LINK_URL=https://build.invalid \
        DATABASE_URL=postgres://build.invalid/none REDIS_URL=redis://build.invalid EMAIL_URL=smtp://build.invalid \
        FROM_EMAIL=build@build.invalid KEYS_FILE=/tmp/build-keys.json \
    && python manage.py translations compile \
    && python manage.py collectstatic --no-input \
    && python -m compileall -q . \
    && rm /tmp/build-keys.json

# A volume that is mounted here for the first time takes over this owner.
RUN install --directory --owner threshold --mode 0700 /app/var

USER threshold
EXPOSE 8000
CMD ["gunicorn", "config.wsgi:application", "--bind", "0.0.0.0:8000", "--workers", "3", "--no-control-socket"]
