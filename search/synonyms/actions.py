"""What curators do with synonyms."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from portal.kernel.text import clean_line
from portal.kernel.verdict import require
from portal.members.models import User
from portal.outbox.recording import record
from search.curators import Unusable, may_curate_search
from search.synonyms.facts import SynonymsRemoved, SynonymsSaved
from search.synonyms.lines import LONGEST_NOTE, Line, tidied
from search.synonyms.living import lines, thesaurus
from search.synonyms.models import Synonyms
from search.synonyms.rules import may_stand


def save_synonyms(*, actor: User, synonyms: Synonyms, line: Line, note: str) -> Synonyms:
    """Keep what means the same, a new row or another wording of one; effective at once.

    Raises Unusable.
    """
    try:
        saved = _saved(actor, synonyms, tidied(line), clean_line(note)[:LONGEST_NOTE])
    except IntegrityError:  # somebody else entered it at this moment
        raise Unusable(_("The search knows that already.")) from None
    thesaurus.expire()
    return saved


def remove_synonyms(*, actor: User, synonyms: Synonyms) -> None:
    """Take a row away; nothing happens where it is gone."""
    _remove(actor, synonyms)
    thesaurus.expire()


@transaction.atomic
def _saved(actor: User, synonyms: Synonyms, line: Line, note: str) -> Synonyms:
    require(may_curate_search(actor))
    if not (verdict := may_stand(line, tuple(lines(besides=synonyms.pk or 0)))):
        raise Unusable(verdict.reason)
    is_new = synonyms.pk is None
    synonyms.words, synonyms.also, synonyms.note = line.words, line.also, note
    synonyms.save()
    log(synonyms, "wagtail.create" if is_new else "wagtail.edit", user=actor, content_changed=True)
    record(SynonymsSaved(reference=synonyms.reference))
    return synonyms


@transaction.atomic
def _remove(actor: User, synonyms: Synonyms) -> None:
    require(may_curate_search(actor))
    if Synonyms.objects.filter(pk=synonyms.pk).delete()[0]:
        log(synonyms, "wagtail.delete", user=actor, deleted=True)
        record(SynonymsRemoved(reference=synonyms.reference))
