"""A post as a quotation at the beginning of an answer, with the way back to where it stands."""

from django.utils.translation import gettext as _

from forum.models import Answer, Question

LONGEST_QUOTE = 1_200


def quoted(post: Question | Answer) -> str:
    """Return the post as Markdown: quoted line by line, its county and address below."""
    body = post.body
    if len(body) > LONGEST_QUOTE:
        body = body[:LONGEST_QUOTE].rsplit(maxsplit=1)[0] + " …"
    lines = [f"> {line}".rstrip() for line in body.splitlines()]
    return "\n".join([*lines, ">", f"> {source_of(post)}", "", ""])


def source_of(post: Question | Answer) -> str:
    """Return a Markdown link to the post, named after its county."""
    name = str(post.organisation).translate(str.maketrans("", "", "[]"))
    label = _("Source: %(county)s") % {"county": name}
    return f"[{label}]({post.get_absolute_url()})"
