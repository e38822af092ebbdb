"""What a match is worth. Tuned on the development set (`make bench-search`), nowhere else."""

WORDS = 0.2
STEMS = 0.5
PARTS = 1.0
# Parts of a compound that was typed as one word: "Bürgerdialog" also asks for "Dialog".
SPLIT_PARTS = 0.6
# The same streams of the title once more, on top of title and body together.
TITLE = 0.3
# The files of a page: they are found where its own words are silent, and not before them.
FILES = 0.6
# A word one letter away from one nobody used.
CORRECTION = 0.8
# A page whose authors say that it does not hold any more: still found where nothing else is, but
# below whatever says the same and holds. Half would not do: a rare word in a title counts as much.
OBSOLETE = 0.3
