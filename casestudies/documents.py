"""Case studies and guidelines as the search knows them."""

from django.utils.translation import gettext_lazy as _

from casestudies.models import CaseStudy, Guideline
from portal.publishing.documents import PageDocuments

CASE_STUDIES = PageDocuments(CaseStudy).searchable(_("Case study"))
GUIDELINES = PageDocuments(Guideline).searchable(_("Guideline"))
