"""Collections as the search knows them: by their own words, never by those of stations.

Not everybody who reads a collection may see each of its stations.
"""

from django.utils.translation import gettext_lazy as _

from portal.publishing.documents import PageDocuments
from portal.trails.models import Trail

TRAILS = PageDocuments(Trail).searchable(_("Collection"))
