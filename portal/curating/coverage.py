"""Which topics are told of on which channels, and where nothing is told."""

from collections import Counter
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _

from casestudies.models import CaseStudy, Guideline
from portal.members.models import User
from portal.taxonomy.models import Platform, Topic

KINDS = (CaseStudy, Guideline)
# From so many pages on, a cell is darker.
LEVELS = (1, 3, 6)


@dataclass(frozen=True, slots=True)
class Cell:
    """How many pages there are on a topic and a channel, and where they are found."""

    count: int
    url: str

    @property
    def level(self) -> int:
        """How dark it is: 0 for a gap."""
        return sum(self.count >= least for least in LEVELS)


@dataclass(frozen=True, slots=True)
class Line:
    """One topic: a cell for each channel, and one for pages without any."""

    topic: str
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class Coverage:
    """The whole table; `gaps` are the pairs nobody has told of."""

    channels: list[str]
    lines: list[Line]
    gaps: int


def coverage_for(person: User) -> Coverage:
    """Count the published pages she may read, by topic and channel; four queries."""
    counted = _counted(person)
    channels = [*Platform.objects.order_by("name").values_list("slug", "name"), ("", "")]
    lines = [
        Line(name, [_cell(counted, topic, channel) for channel, _name in channels])
        for topic, name in Topic.objects.order_by("name").values_list("slug", "name")
    ]
    gaps = sum(cell.count == 0 for line in lines for cell in line.cells[:-1])
    return Coverage([name or _("without a channel") for _slug, name in channels], lines, gaps)


def _counted(person: User) -> Counter[tuple[str, str]]:
    found: Counter[tuple[str, str]] = Counter()
    for model in KINDS:
        pages = model.objects.visible_to(person).order_by()
        pairs = pages.values_list("topics__slug", "channels__slug").annotate(number=Count("pk"))
        for topic, channel, number in pairs:
            found[topic or "", channel or ""] += number
    return found


def _cell(counted: Counter[tuple[str, str]], topic: str, channel: str) -> Cell:
    wanted = [("kind", model.kind) for model in KINDS] + [("topic", topic)]
    # Pages without a channel have no filter of their own.
    url = f"{reverse('search:results')}?{urlencode([*wanted, ('channel', channel)])}"
    return Cell(counted[topic, channel], url if channel else "")


def rows_of(coverage: Coverage) -> list[list[str]]:
    """Return the table as rows of words, for a file."""
    head = [_("Topic"), *coverage.channels]
    return [
        head,
        *([line.topic, *(str(one.count) for one in line.cells)] for line in coverage.lines),
    ]
