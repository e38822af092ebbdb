"""Who is whose mentor: stable matching, pure.

After D. Gale and L. S. Shapley, "College Admissions and the Stability of Marriage", The American
Mathematical Monthly 69 (1962), 9-15: the variant in which one side has several places.
"""

from collections import deque
from collections.abc import Hashable, Mapping, Sequence
from typing import TypeVar

Seeker = TypeVar("Seeker", bound=Hashable)
Mentor = TypeVar("Mentor", bound=Hashable)


def match(
    wishes: Mapping[Seeker, Sequence[Mentor]],
    rankings: Mapping[Mentor, Sequence[Seeker]],
    places: Mapping[Mentor, int],
) -> dict[Seeker, Mentor]:
    """Return for each seeker her mentor; whoever finds none is left out.

    Seekers propose in the order of their wishes; a mentor keeps the best of those who asked so
    far, as many as it has places, and refuses the rest, who ask on ("deferred acceptance"). The
    result is stable: no seeker and mentor would both rather have each other than what they got.
    Of all stable results it is the best one for every seeker. A pair in which one does not name
    the other is never made. Equal input gives equal output, in whatever order it comes.
    """
    ranks = {mentor: _places_in(ranking) for mentor, ranking in rankings.items()}
    wishes_left = {
        seeker: deque(mentor for mentor in wished if seeker in ranks.get(mentor, {}))
        for seeker, wished in wishes.items()
    }
    held: dict[Mentor, list[Seeker]] = {mentor: [] for mentor in rankings}
    free = deque(wishes)
    while free:
        seeker = free.popleft()
        if not wishes_left[seeker]:
            continue
        mentor = wishes_left[seeker].popleft()
        asking = sorted([*held[mentor], seeker], key=ranks[mentor].__getitem__)
        kept = max(0, places.get(mentor, 0))
        held[mentor] = asking[:kept]
        free.extend(asking[kept:])
    return {seeker: mentor for mentor, seekers in held.items() for seeker in seekers}


def _places_in(ranking: Sequence[Seeker]) -> dict[Seeker, int]:
    return {seeker: place for place, seeker in enumerate(ranking)}
