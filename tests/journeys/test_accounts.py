"""An administrator's first day: the second factor, by a passkey of a (virtual) device."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.journeys.site import Installation, installation
from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.once]

EMAIL, PASSWORD = "ada@kreiswissen.example", "ein-langes-passwort"
MAKE_ADMINISTRATOR = f"""
from portal.members.actions import create_administrator
create_administrator(email="{EMAIL}", name="Ada Verwaltung", password="{PASSWORD}")
"""
# Confirms at once, with a PIN, and keeps the key: as a phone or a laptop does.
DEVICE = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
    "hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


@pytest.fixture
def site(tmp_path) -> Iterator[Installation]:
    """An empty installation, where the second factor is required."""
    settings = {"DEMO": "off", "MFA_REQUIRED": "on", "ALLOWED_HOSTS": "127.0.0.1,localhost"}
    with installation(tmp_path, **settings) as made:
        made.must_run("shell", "-c", MAKE_ADMINISTRATOR)
        with made.serving():
            yield made


@pytest.fixture
def ada(site: Installation, browser: Browser) -> Iterator[Visitor]:
    # Browsers give passkeys to names only, not to numbers.
    visitor = Visitor(browser, f"http://localhost:{site.port}")
    device = visitor.context.new_cdp_session(visitor.page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    yield visitor
    visitor.leave()


PAGES = [
    "/konto/", "/konto/name/", "/konto/einstellungen/", "/konto/daten/", "/konto/loeschen/",
    "/konto/email/", "/konto/password/change/", "/konto/3rdparty/", "/konto/2fa/",
    "/konto/2fa/webauthn/", "/konto/2fa/totp/activate/", "/konto/2fa/recovery-codes/generate/",
    "/konto/sessions/", "/konto/2fa/reauthenticate/webauthn/", "/konto/logout/",
]  # fmt: skip


def test_a_passkey_is_set_up_and_asked_for(ada: Visitor) -> None:
    log_in_by_password(ada, "/verwaltung/")
    ada.page.wait_for_url(f"{ada.base}/konto/2fa/")
    ada.check()
    set_up_a_passkey(ada)
    ada.open("/verwaltung/")
    assert ada.page.url == f"{ada.base}/verwaltung/"
    look_at_every_page(ada)
    log_out(ada)

    ada.open("/konto/login/?next=/konto/")
    ada.page.click("#passkey_login")
    ada.page.wait_for_url(f"{ada.base}/konto/")
    assert "Ada Verwaltung" in ada.text()
    log_out(ada)

    log_in_by_password(ada, "/konto/")
    ada.page.wait_for_url("**/2fa/authenticate/")
    ada.check()
    ada.page.click("#mfa_webauthn_authenticate")
    ada.page.wait_for_url(f"{ada.base}/konto/")


def log_in_by_password(ada: Visitor, then: str) -> None:
    """Fill in the log-in page."""
    ada.open(f"/konto/login/?next={then}")
    ada.page.fill("#id_login", EMAIL)
    ada.page.fill("#id_password", PASSWORD)
    ada.page.locator("main form").first.locator("button[type=submit]").click()


def set_up_a_passkey(ada: Visitor) -> None:
    """Confirm by password, add the device, see the recovery codes."""
    ada.open("/konto/2fa/webauthn/add/")
    ada.check()
    ada.page.fill("#id_password", PASSWORD)
    ada.page.click("main button[type=submit]")
    ada.page.wait_for_url("**/webauthn/add/")
    ada.check()
    ada.page.check("#id_passwordless")
    ada.page.click("#mfa_webauthn_add")
    ada.page.wait_for_url("**/2fa/recovery-codes/")
    ada.check()


def look_at_every_page(ada: Visitor) -> None:
    """Hold every page of an account against WCAG."""
    for path in PAGES:
        ada.open(path)
        assert ada.page.locator("main h1").count() == 1, path
        ada.check()


def log_out(ada: Visitor) -> None:
    """Log out by its page."""
    ada.open("/konto/logout/")
    ada.page.click("main form button[type=submit]")
    ada.page.wait_for_url(f"{ada.base}/")
