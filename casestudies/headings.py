"""Under which headings people write what, in their own documents."""

from collections.abc import Mapping, Sequence

# What fits none of the sections goes there.
REST = "body"

HEADINGS: Mapping[str, Sequence[str]] = {
    "starting_point": (
        "Ausgangslage", "Ausgangssituation", "Ausgangspunkt", "Hintergrund", "Anlass", "Einleitung",
        "Vorgeschichte", "Warum wir angefangen haben", "Problem", "Situation", "Starting point",
        "Background", "Introduction", "Initial situation", "Context",
    ),
    "goal": (
        "Ziel", "Ziele", "Zielsetzung", "Zielgruppe", "Ziele und Zielgruppen",
        "Was wir erreichen wollten", "Goal", "Goals", "Objective", "Objectives", "Aim", "Aims",
    ),
    "what_was_done": (
        "Vorgehen", "Vorgehensweise", "Umsetzung", "Durchführung", "Maßnahmen", "Ablauf",
        "Was wir getan haben", "Was wir gemacht haben", "Projektverlauf", "What we did",
        "Approach", "Implementation", "Measures", "Procedure",
    ),
    "law": (
        "Recht", "Recht und Datenschutz", "Rechtliches", "Rechtliche Grundlagen",
        "Rechtsgrundlage", "Rechtsgrundlagen", "Rechtliche Rahmenbedingungen", "Datenschutz",
        "Law", "Law and data protection", "Legal basis", "Legal aspects", "Data protection",
    ),
    "result": (
        "Ergebnis", "Ergebnisse", "Resultat", "Wirkung", "Was herauskam", "Erfolge", "Bilanz",
        "Auswertung", "Result", "Results", "Outcome", "Outcomes", "Impact",
    ),
    "lessons": (
        "Lehren", "Was wir anders machen würden", "Erfahrungen", "Erkenntnisse", "Fazit",
        "Lessons Learned", "Was wir gelernt haben", "Empfehlungen", "Gelernt", "Stolpersteine",
        "Ausblick", "Lessons", "What we would do differently", "Recommendations", "Conclusion",
        "What we learned", "Learnings",
    ),
    "summary": (
        "Zusammenfassung", "Kurzfassung", "Kurzbeschreibung", "Auf einen Blick", "Abstract",
        "Summary", "Management Summary", "In brief",
    ),
}  # fmt: skip
