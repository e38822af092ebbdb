"""How often somebody may ask for what costs work or somebody's time."""

from allauth.account.adapter import get_adapter
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from portal.kernel.throttling import within_limit


def may_ask_again(request: HttpRequest, what: str, per_hour: int) -> bool:
    """Count one request of this reader: by account, or by address, which is not kept as such."""
    if request.user.is_authenticated:
        who = f"person-{request.user.pk}"
    else:
        address = get_adapter().get_client_ip(request)
        who = salted_hmac("portal.readers.limits", address, algorithm="sha256").hexdigest()
    return within_limit(f"{what}:{who}", limit=per_hour, seconds=3600)
