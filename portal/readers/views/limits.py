"""How often somebody may ask for what costs work or somebody's time."""

from django.http import HttpRequest

from portal.kernel.throttling import within_limit
from portal.members.requests import name_of_asker


def may_ask_again(request: HttpRequest, what: str, per_hour: int) -> bool:
    """Count one request of this reader: by account, or by address."""
    return within_limit(f"{what}:{name_of_asker(request)}", limit=per_hour, seconds=3600)
