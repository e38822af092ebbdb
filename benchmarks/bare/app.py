"""A bare Django: one query, one template, no middleware. Its cost is the unit of the others'.

    /page/<slug>/   one indexed row, a template of 8 KB      (an article)
    /topic/<pk>/    two queries, a loop over the posts       (a question with its answers)
    /topics/        one query, twenty rows                   (a list)

Filled by `python -m benchmarks.bare.app`; the database is named by DATABASE_URL.
"""

from collections.abc import Iterator
from pathlib import Path

import django
import environ
from django.apps import apps
from django.conf import settings

env = environ.Env()
database = env.db_url("DATABASE_URL")
database["CONN_MAX_AGE"] = 600
if "sqlite" in database["ENGINE"]:
    database["OPTIONS"] = {
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }

if not settings.configured:
    settings.configure(
        SECRET_KEY="bare",  # noqa: S106 - nothing is signed
        ALLOWED_HOSTS=["127.0.0.1"],
        ROOT_URLCONF=__name__,
        DATABASES={"default": database},
        USE_TZ=True,
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "DIRS": [Path(__file__).parent / "templates"],
            }
        ],
    )
if not apps.ready:
    django.setup()

from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import connection, models  # noqa: E402
from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.shortcuts import render  # noqa: E402
from django.urls import path  # noqa: E402

from benchmarks.seedtext import paragraph, title  # noqa: E402


class Page(models.Model):
    """An article."""

    slug = models.SlugField(unique=True)
    title = models.CharField(max_length=200)
    body = models.TextField()

    class Meta:
        app_label = "bare"

    def __str__(self) -> str:
        return self.title


class Topic(models.Model):
    """What a question is elsewhere."""

    title = models.CharField(max_length=200)
    posts_n = models.IntegerField(default=0)
    last = models.DateTimeField(auto_now=True, db_index=True)

    class Meta:
        app_label = "bare"

    def __str__(self) -> str:
        return self.title


class Post(models.Model):
    """What an answer is elsewhere."""

    topic = models.ForeignKey(Topic, models.CASCADE, related_name="posts")
    author = models.CharField(max_length=60)
    created = models.DateTimeField(auto_now_add=True)
    html = models.TextField()

    class Meta:
        app_label = "bare"

    def __str__(self) -> str:
        return f"{self.topic_id} {self.author}"


def page(request: HttpRequest, slug: str) -> HttpResponse:
    """Show an article."""
    return render(request, "page.html", {"page": Page.objects.get(slug=slug)})


def topic(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a topic with its posts."""
    posts = Post.objects.filter(topic_id=pk).order_by("pk")
    return render(request, "topic.html", {"topic": Topic.objects.get(pk=pk), "posts": posts})


def topics(request: HttpRequest) -> HttpResponse:
    """List the newest topics."""
    return render(request, "topics.html", {"topics": Topic.objects.order_by("-last")[:20]})


urlpatterns = [
    path("page/<slug:slug>/", page),
    path("topic/<int:pk>/", topic),
    path("topics/", topics),
]
application = get_wsgi_application()


def seed(number: int, long: int) -> None:
    """Write `number` topics of ten posts, one of `long` posts, and 200 articles."""
    with connection.schema_editor() as editor:
        for model in (Page, Topic, Post):
            editor.create_model(model)
    Page.objects.bulk_create(
        Page(slug=f"p{n}", title=title(n), body="".join(_html(n * 7 + k) for k in range(6)))
        for n in range(200)
    )
    rows = [Topic(title=title(n), posts_n=10) for n in range(1, number + 1)]
    for row in [*rows, Topic(title="Langer Thread", posts_n=long)]:
        row.save()
        Post.objects.bulk_create(_posts(row))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _posts(row: Topic) -> Iterator[Post]:
    for n in range(row.posts_n):
        yield Post(topic=row, author=f"Nutzer {n % 20}", html=_html(row.pk * 10 + n))


def _html(number: int) -> str:
    return f"<p>{paragraph(number)}</p>"


if __name__ == "__main__":
    seed(env.int("BENCH_QUESTIONS"), env.int("BENCH_LONG"))
