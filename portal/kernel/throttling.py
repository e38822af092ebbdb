"""How often somebody may ask, where a request changes nothing.

Counted by fixed windows in the cache: no state in the process that threads could mix up. (What
changes something is counted by allauth's rate limits, which leave requests by GET alone.)
"""

import time

from django.core.cache import caches


def within_limit(name: str, *, limit: int, seconds: int, counted_in: str = "default") -> bool:
    """Count one request under NAME; False from the one after LIMIT on, until the window ends.

    A cache that forgets errs on the asking side. What everybody does all the time is counted
    apart, so that it pushes nothing out that counts failed log-ins.
    """
    cache = caches[counted_in]
    key = f"{name}:{int(time.time()) // seconds}"
    cache.add(key, 0, timeout=2 * seconds)
    try:
        return cache.incr(key) <= limit
    except ValueError:
        return True
