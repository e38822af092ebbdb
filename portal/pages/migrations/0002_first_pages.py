"""The tree of a fresh site: its root, the list of news, and the pages German law asks for."""

import json

from django.db import migrations

from portal.publishing.tree import add_page

IMPRINT = """
<h3>Angaben gemäß § 5 DDG</h3>
<p>Hier stehen Name und Anschrift der Stelle, die diese Plattform betreibt, ihre Vertretungsberechtigten,
Telefon und E-Mail. Die Redaktion trägt sie vor der Inbetriebnahme ein.</p>
<h3>Verantwortlich für die Inhalte</h3>
<p>Für Fallbeispiele, Fragen und Antworten ist jeweils die Körperschaft verantwortlich, die am Beitrag genannt ist.</p>
<h3>Daten Dritter</h3>
<p>Verzeichnis der Kreise: Daten: Statistisches Bundesamt, Stand 31.12.2018 (bearbeitet), CC BY 4.0.</p>
"""
PRIVACY = """
<h3>Wer ist verantwortlich?</h3>
<p>Die im Impressum genannte Stelle. Sie ergänzt hier die Kontaktdaten ihrer oder ihres Datenschutzbeauftragten.</p>
<h3>Was beim Lesen geschieht</h3>
<p>Öffentliche Seiten lassen sich ohne Anmeldung lesen. Dabei werden keine Cookies gesetzt, keine Inhalte von
fremden Servern geladen und keine Zugriffe ausgewertet. Im Protokoll des Servers stehen keine IP-Adressen.</p>
<h3>Was bei einem Konto gespeichert wird</h3>
<p>Name, E-Mail-Adresse, Zugehörigkeit zu einer Organisation und die eigenen Beiträge. Namen von Personen sehen nur
angemeldete Mitglieder; öffentlich steht die Organisation am Beitrag. Die Anmeldung braucht ein Sitzungs-Cookie,
die Wahl der Sprache ein weiteres.</p>
<h3>Ihre Rechte</h3>
<p>Sie haben das Recht auf Auskunft, Berichtigung, Löschung, Einschränkung der Verarbeitung, Übertragbarkeit und
Widerspruch sowie auf Beschwerde bei der Aufsichtsbehörde Ihres Landes.</p>
"""
ACCESSIBILITY = """
<h3>Wie barrierefrei ist Kreiswissen?</h3>
<p>Kreiswissen soll den Anforderungen der BITV 2.0 und der WCAG 2.2 (Stufe AA) entsprechen: Alle Seiten lassen sich
mit der Tastatur bedienen, funktionieren ohne JavaScript und passen sich Bildschirm, Vergrößerung und dunkler
Darstellung an. Die betreibende Stelle ergänzt hier das Ergebnis und das Datum ihrer letzten Prüfung.</p>
<h3>Bekannte Lücken</h3>
<p>Dateien zum Mitnehmen stammen von den Kreisen und sind nicht immer barrierefrei.</p>
<h3>Barriere melden</h3>
<p>Schreiben Sie an die im Impressum genannte Adresse. Bleibt eine Antwort aus, hilft die Schlichtungsstelle oder
Durchsetzungsstelle Ihres Landes.</p>
"""
ABOUT = """
<p>Auf Kreiswissen teilen deutsche Landkreise und kreisfreie Städte, was sie über soziale Medien in der Verwaltung
gelernt haben: was gelang, was nicht, was es kostete und was das Recht erlaubte. Ein Kreis, der es schon getan hat,
antwortet dem Kreis, der es vorhat.</p>
<h3>Was Sie hier finden</h3>
<ul><li><b>Fallbeispiele</b>: was ein Kreis getan hat, mit Aufwand, Recht und Ergebnis</li>
<li><b>Leitfäden</b>: Schritte zum Abhaken</li>
<li><b>Fragen und Antworten</b> von Kreis zu Kreis</li></ul>
<h3>Wer mitmacht</h3>
<p>Mitglieder der Arbeitsgruppe und eingeladene Gäste. Öffentliche Beiträge können alle lesen.</p>
"""
PLAIN_PAGES = (
    ("ueber", "Über Kreiswissen", ABOUT),
    ("impressum", "Impressum", IMPRINT),
    ("datenschutz", "Datenschutz", PRIVACY),
    ("barrierefreiheit", "Barrierefreiheit", ACCESSIBILITY),
)


def plant(apps, schema_editor):
    Page = apps.get_model("wagtailcore", "Page")
    Site = apps.get_model("wagtailcore", "Site")
    top = Page.objects.get(depth=1)
    root = add_page(
        apps, apps.get_model("pages", "RootPage"), top, title="Kreiswissen", slug="kreiswissen"
    )
    Site.objects.update_or_create(
        is_default_site=True,
        defaults={
            "hostname": "localhost",
            "port": 80,
            "site_name": "Kreiswissen",
            "root_page_id": root.pk,
        },
    )
    welcome = Page.objects.filter(depth=2).exclude(pk=root.pk)
    top.numchild -= welcome.count()
    top.save(update_fields=["numchild"])
    welcome.delete()
    add_page(apps, apps.get_model("pages", "NewsIndex"), root, title="Aktuelles", slug="aktuelles")
    for slug, title, text in PLAIN_PAGES:
        add_plain_page(apps, root, slug, title, " ".join(text.split()))


def add_plain_page(apps, root, slug, title, text):
    shown = text.replace("h3>", "h2>").replace("<b>", "<strong>").replace("</b>", "</strong>")
    body = json.dumps([{"type": "text", "value": text}])
    add_page(
        apps,
        apps.get_model("pages", "PlainPage"),
        root,
        title=title,
        slug=slug,
        body=body,
        html=shown,
    )


class Migration(migrations.Migration):
    dependencies = [("pages", "0001_tables"), ("contenttypes", "0002_remove_content_type_name")]
    operations = [migrations.RunPython(plant, migrations.RunPython.noop)]
