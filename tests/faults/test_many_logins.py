"""A thousand people log in within five minutes; those who read do not notice."""

import re
import statistics
import threading
import time

import pytest
import requests

from tests.journeys.site import Installation, installation

PEOPLE, SECONDS = 100, 30
PASSWORD = "ein-langes-passwort"
MAKE_PEOPLE = f"""
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from portal.members.models import User
password = make_password("{PASSWORD}")
people = User.objects.bulk_create(
    User(email=f"a{{number}}@kreis.example", name="A", password=password)
    for number in range({PEOPLE})
)
EmailAddress.objects.bulk_create(
    EmailAddress(user=one, email=one.email, verified=True, primary=True) for one in people
)
"""


def log_in(site: Installation, number: int) -> int:
    """Log in from an address of one's own, as behind our proxy."""
    with requests.Session() as browser:
        browser.headers["X-Forwarded-For"] = f"192.0.2.{number % 250}"
        page = browser.get(f"{site.base}/konto/login/", timeout=30).text
        (token, *_more) = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
        answer = browser.post(
            f"{site.base}/konto/login/",
            {"login": f"a{number}@kreis.example", "password": PASSWORD,
             "csrfmiddlewaretoken": token},
            headers={"Referer": f"{site.base}/konto/login/"}, allow_redirects=False, timeout=30,
        )  # fmt: skip
        return answer.status_code


def read(site: Installation, until: float, taken: list[float]) -> None:
    """Read a public page again and again."""
    while time.monotonic() < until:
        begin = time.monotonic()
        assert requests.get(f"{site.base}/fragen/", timeout=30).status_code == 200
        taken.append(time.monotonic() - begin)
        time.sleep(0.1)


@pytest.mark.once
def test_logging_in_at_the_rate_of_a_thousand_in_five_minutes(tmp_path, record_property) -> None:
    with installation(tmp_path, DEMO="off", TRUSTED_PROXY_COUNT="1") as site:
        site.must_run("shell", "-c", MAKE_PEOPLE)
        with site.serving():
            answers: list[int] = []
            taken: list[float] = []
            begin = time.monotonic()
            reader = threading.Thread(target=read, args=[site, begin + SECONDS, taken])
            reader.start()
            threads = []
            for number in range(PEOPLE):
                time.sleep(max(0.0, begin + number * SECONDS / PEOPLE - time.monotonic()))
                threads.append(
                    threading.Thread(target=lambda who=number: answers.append(log_in(site, who)))
                )
                threads[-1].start()
            for thread in (reader, *threads):
                thread.join()
    assert sorted(set(answers)) == [302]
    assert len(answers) == PEOPLE
    assert len(taken) > 0
    record_property("seconds_of_readers_95th_percentile", statistics.quantiles(taken, n=20)[-1])
