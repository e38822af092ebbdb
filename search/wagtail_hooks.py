"""What curators do for the search, in the CMS; its door is `portal/publishing/middleware.py`."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.viewsets.model import ModelViewSetGroup

from search.best_bets.views import BestBetViewSet
from search.synonyms.views import SynonymsViewSet


class SearchGroup(ModelViewSetGroup):
    """One item of the menu for both."""

    menu_label = _("Look after the search")
    # `portal/publishing/wagtail_hooks.py` keeps it in the menu by this name.
    menu_name = "curated-search"
    menu_icon = "search"
    menu_order = 900
    items = (SynonymsViewSet, BestBetViewSet)


@hooks.register("register_admin_viewset")
def curated_search() -> SearchGroup:
    """Give curators their pages."""
    return SearchGroup()
