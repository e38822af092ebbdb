"""Whose a post is for the rules, where the page shows a stand-in."""

from typing import TYPE_CHECKING

from portal.members.models import Organisation

if TYPE_CHECKING:
    from forum.models.veils import Veil


class Veilable:
    """A post that may stand under a stand-in's name.

    Only rules ask who is behind it. What shows, counts or exports posts uses `organisation` and
    `author`, which say nothing.
    """

    organisation: Organisation
    author_id: int | None

    @property
    def is_veiled(self) -> bool:
        """Whether its county is not named."""
        return self.organisation.is_stand_in

    @property
    def written_for(self) -> Organisation:
        """The organisation whose people may change it; reads the veil where there is one."""
        veil = self._veil
        return veil.organisation if veil else self.organisation

    @property
    def written_by_id(self) -> int | None:
        """Who may change it as hers; reads the veil where there is one."""
        veil = self._veil
        return veil.person_id if veil else self.author_id

    @property
    def _veil(self) -> "Veil | None":
        # Without its veil a veiled post is nobody's: nobody acts for a stand-in.
        return getattr(self, "veil", None) if self.is_veiled else None
