"""Deterministic German-like text, the same for every site that is compared.

"Breitband" is the common word (every fifth paragraph).
"""

import random

WORDS = """
    Landkreis Verwaltung Digitalisierung Bürger Antrag Verfahren Leitfaden Breitband Ausbau
    Förderung Gemeinde Kreistag Projekt Erfahrung Austausch Dienstleistung Plattform Umsetzung
    Beteiligung Schule Pflege Mobilität Klimaschutz Wohnen Haushalt Personal Schulung Datenschutz
    Prozess Fachbereich und oder mit für ohne durch wir haben können sollte wird wurde eine einen
    der die das neue gute schnelle gemeinsame regionale ländliche kommunale interkommunale
    Zusammenarbeit Ergebnis Frage Antwort Hinweis Beispiel Kosten Nutzen Ziel
""".split()


def paragraph(number: int, length: int = 60) -> str:
    """Return the paragraph of this number."""
    chance = random.Random(number)
    words = [chance.choice(WORDS) for _ in range(length)]
    if number % 5 == 0:
        words[3] = "Breitband"
    words[0] = words[0].capitalize()
    return " ".join(words) + "."


def title(number: int) -> str:
    """Return the title of this number; no two are alike."""
    chance = random.Random(10_000_000 + number)
    return " ".join(chance.choice(WORDS) for _ in range(6)).capitalize() + f" {number}"
