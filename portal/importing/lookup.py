"""The words of an import turned into rows; a wrong word gets its neighbours shown."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from typing import Generic, TypeVar

from django.utils.translation import gettext as _

from portal.importing.problems import NotImportable
from portal.members.counties import german_slug
from portal.members.models import Organisation, User
from portal.taxonomy.models import Platform, Topic

_NEAR = 3
_LIST_ALL_UP_TO = 20
_AGS_LENGTH = 5
_AGS_WITHOUT_ZERO = 4

Word = TypeVar("Word", Topic, Platform)


@dataclass(frozen=True)
class Words(Generic[Word]):
    """Topics or channels by address and by name."""

    by_name: Mapping[str, Word]
    unknown: str

    def find(self, given: str, field: str) -> Word:
        """Return the word of that address or name; raises NotImportable with near ones."""
        found = self.by_name.get(given.casefold())
        if found is None:
            raise NotImportable(field, self._unknown(given))
        return found

    def _unknown(self, given: str) -> str:
        slugs = sorted({word.slug for word in self.by_name.values()})
        near = _near(given, self.by_name)
        slugs_near = list(dict.fromkeys(self.by_name[name].slug for name in near))
        return _with_suggestions(
            self.unknown % {"given": _shown(given)}, slugs_near or slugs[:_LIST_ALL_UP_TO]
        )


class Lookup:
    """What the lines of an import may refer to, as the database has it when the run begins."""

    @cached_property
    def topics(self) -> Words[Topic]:
        """All topics."""
        return Words(_named(Topic.objects.all()), _("The topic “%(given)s” is unknown."))

    @cached_property
    def channels(self) -> Words[Platform]:
        """All channels."""
        return Words(_named(Platform.objects.all()), _("The channel “%(given)s” is unknown."))

    @cached_property
    def _organisations(self) -> dict[str, Organisation]:
        return {organisation.slug: organisation for organisation in Organisation.objects.all()}

    @cached_property
    def _by_ags(self) -> dict[str, Organisation]:
        return {found.ags: found for found in self._organisations.values() if found.ags}

    @cached_property
    def _people(self) -> dict[str, User]:
        return {user.email: user for user in User.objects.all()}

    def organisation(self, given: str, field: str) -> Organisation:
        """Return the organisation with that AGS or address; raises NotImportable with near ones."""
        found = self._by_ags.get(given) or self._organisations.get(given.casefold())
        if found is None:
            raise NotImportable(field, self._unknown_organisation(given))
        return found

    def person(self, given: str, field: str) -> User | None:
        """Return the person of an e-mail address; None where GIVEN is merely a name."""
        if "@" not in given:
            return None
        found = self._people.get(given.casefold())
        if found is None:
            raise NotImportable(
                field,
                _("Nobody has an account with the address “%(given)s”.") % {"given": _shown(given)},
            )
        return found

    def _unknown_organisation(self, given: str) -> str:
        sentence = _("The organisation “%(given)s” is unknown.") % {"given": _shown(given)}
        if given.isascii() and given.isdigit():
            return self._unknown_ags(given, sentence)
        near = _near(german_slug(given), self._organisations)
        named = [slug for slug in self._organisations if german_slug(given) in slug]
        slugs = list(dict.fromkeys([*named[:_NEAR], *near]))[:_NEAR]
        shown = [f"{slug} ({self._organisations[slug].ags or '–'})" for slug in slugs]
        return _with_suggestions(sentence, shown)

    def _unknown_ags(self, given: str, sentence: str) -> str:
        meant = f"0{given}" if len(given) == _AGS_WITHOUT_ZERO else given[:_AGS_LENGTH]
        if found := self._by_ags.get(meant):
            return _with_suggestions(sentence, [f'"{meant}" ({found.display_name})'])
        return f"{sentence} " + _("An AGS has five digits, as in “03459”.")


def _named(words: Iterable[Word]) -> dict[str, Word]:
    listed = list(words)
    by_name = {word.name.casefold(): word for word in listed}
    return by_name | {word.slug: word for word in listed}


def _near(given: str, known: Collection[str]) -> list[str]:
    return get_close_matches(given[:200].casefold(), known, n=_NEAR, cutoff=0.6)


def _shown(given: str) -> str:
    return given if len(given) <= 80 else f"{given[:80]}…"


def _with_suggestions(sentence: str, suggestions: Collection[str]) -> str:
    if not suggestions:
        return sentence
    return f"{sentence} " + _("Did you mean: %(list)s?") % {"list": ", ".join(suggestions)}
