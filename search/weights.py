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
# A word that curators say means the same as a typed one. Reasoned, no set has synonyms: below the
# typed word and below a corrected one, as a synonym is often the rarer word, which weighs more by
# that alone. With the starting set 0.3 to 0.9 move one compound of 83.
SYNONYM = 0.5
