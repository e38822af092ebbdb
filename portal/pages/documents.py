"""News as the search knows them."""

from django.utils.translation import gettext_lazy as _

from portal.pages.models import NewsPage
from portal.publishing.documents import PageDocuments

NEWS = PageDocuments(NewsPage).searchable(_("Piece of news"))
