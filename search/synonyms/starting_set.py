"""The synonyms a new installation starts with; curators change them as they like.

One line each: words that mean the same, or with an arrow, words that lead to others but not back.
What is missing on purpose: DA (Dienstanweisung) and OB (Oberbürgermeister), words of every other
question in German; ausblenden beside löschen, which the law does not take for the same; Kreis
beside Landkreis, which compounds find anyway, and from which every Kreisstraße would lead to it.
"""

from search.synonyms.lines import Line

ARROW = "->"

STARTING_SET = """
Twitter, X
Facebook, FB
Meta -> Facebook, Instagram, WhatsApp, Threads
Instagram, Insta, IG
WhatsApp-Kanal, WhatsApp-Broadcast, WhatsApp-Newsletter
Mastodon, Fediverse
Fediverse -> PeerTube, Pixelfed, Friendica
YouTube, YT
Videoplattform -> YouTube, PeerTube, Vimeo
TikTok, Tik Tok
LinkedIn, Linked In
Berufsnetzwerk, Karrierenetzwerk -> LinkedIn, Xing
Bluesky, Blue Sky, Bsky
Kurznachrichtendienst, Microblogging -> Mastodon, Bluesky, Threads, Twitter, X
Messenger, Messengerdienst -> WhatsApp, Telegram, Signal, Threema
Nachbarschaftsplattform, Nachbarschaftsnetzwerk -> Nextdoor, nebenan.de
Social Media, soziale Medien, soziale Netzwerke
Kurzvideo, Reels, Shorts
Newsletter, Rundbrief, Rundmail
Livestream, Live-Übertragung, Direktübertragung
Website, Webseite, Internetseite, Homepage, Internetauftritt
Chatbot, Dialogassistent, virtueller Assistent
KI, künstliche Intelligenz, AI

Landkreis, LK
Landratsamt, Kreisverwaltung, Kreishaus
Öffentlichkeitsarbeit, ÖA, Pressestelle, Pressearbeit
PR -> Öffentlichkeitsarbeit, Pressearbeit
BM -> Bürgermeister, Bürgermeisterin
Landrat, Landrätin
HVB -> Hauptverwaltungsbeamte, Landrat, Landrätin
Dienstanweisung, interne Anweisung, Handlungsanweisung
Rechtsamt, Rechtsabteilung, Justiziariat
Kanzlei -> Rechtsamt
Personalrat, Personalvertretung
Gleichstellungsbeauftragte, Frauenbeauftragte
Bürgerbeteiligung, Öffentlichkeitsbeteiligung, Partizipation
OZG, Onlinezugangsgesetz
Ehrenamt, bürgerschaftliches Engagement, freiwilliges Engagement
Katastrophenschutz, Bevölkerungsschutz, KatS
Hochwasser, Überschwemmung
Stellenanzeige, Stellenausschreibung
Personalgewinnung, Fachkräftegewinnung, Recruiting
Auszubildende, Azubi, Lehrling
Leitfaden, Handreichung, Leitlinie, Guideline
Redaktionsplan, Redaktionskalender, Themenplan, Contentplan
Kennzahl, KPI, Messgröße

DSGVO, DS-GVO, Datenschutz-Grundverordnung, GDPR
AVV, Auftragsverarbeitung, Auftragsverarbeitungsvertrag, Auftragsdatenverarbeitung
DSB, Datenschutzbeauftragte
DSFA, Datenschutz-Folgenabschätzung
LfD, LfDI, Landesdatenschutzbeauftragte
gemeinsame Verantwortlichkeit, gemeinsam Verantwortliche, gemeinsame Verantwortung
Barrierefreiheit, barrierefrei
BITV, BFSG, WCAG -> Barrierefreiheit
Alternativtext, Alt-Text, Bildbeschreibung
Leichte Sprache, einfache Sprache, verständliche Sprache
Einwilligung, Einverständniserklärung
Impressum, Anbieterkennzeichnung
Urheberrecht, Copyright
Recht am eigenen Bild, Bildrechte
Löschfrist, Aufbewahrungsfrist
Cookie-Banner, Cookie-Hinweis, Einwilligungsbanner
DSA, Digital Services Act, Gesetz über digitale Dienste
DDG, Digitale-Dienste-Gesetz, TMG, Telemediengesetz
IFG, Informationsfreiheitsgesetz

Shitstorm, Empörungswelle
Beitrag, Post, Posting
Follower, Abonnenten, Fans
Netiquette, Verhaltensregeln, Umgangsregeln, Kommentarregeln
Hasskommentar, Hassrede, Hate Speech
Falschmeldung, Desinformation, Fake News
Kommentarspalte, Kommentarbereich, Kommentarfunktion
Community Management, Kommentarmoderation
Account, Benutzerkonto, Nutzerkonto
Werbeanzeige, bezahlte Beiträge, Ads
Influencer, Content Creator
Umfrage, Befragung
Veranstaltung, Event
Smartphone, Handy, Mobiltelefon
"""


def starting_lines() -> list[Line]:
    """Return them one by one."""
    rows = (row.partition(ARROW) for row in STARTING_SET.splitlines() if row.strip())
    return [Line(words.strip(), also.strip()) for words, _arrow, also in rows]
