"""What Redis does when it is full. Only a policy that was positively read can be wrong; no answer is no finding."""

import redis
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from redis.exceptions import RedisError

KEEPS_EVERYTHING = "noeviction"
ANSWER_SECONDS = 2.0


def connect(url: str, *, seconds: float = ANSWER_SECONDS) -> redis.Redis:
    """A client for REDIS_URL as Celery spells it (`redis+socket://` names a Unix socket)."""
    plain = url.replace("redis+socket://", "unix://", 1)
    return redis.Redis.from_url(plain, socket_timeout=seconds, socket_connect_timeout=seconds)


def read_eviction_policy(url: str) -> str:
    """Redis's `maxmemory-policy`, or an empty text when it can't be read (hosted servers often forbid CONFIG)."""
    if not url or url.startswith("memory://"):
        return ""
    try:
        with connect(url) as client:
            found = client.config_get("maxmemory-policy")
    except (RedisError, OSError):
        return ""
    return str(found.get("maxmemory-policy", "")) if isinstance(found, dict) else ""


def evicts() -> bool:
    """True when Redis was read and may throw messages away."""
    return read_eviction_policy(settings.REDIS_URL) not in {"", KEEPS_EVERYTHING}


def refuse_eviction() -> None:
    """Raise ImproperlyConfigured when Redis was read and may throw messages away."""
    if evicts():
        raise ImproperlyConfigured("REDIS_URL: Redis may throw messages away. Set its maxmemory-policy to noeviction.")
