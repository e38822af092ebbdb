"""Seed the topics and channels the working group starts with; curators change them later."""

from django.db import migrations

TOPICS = {
    "buergerdialog": "Dialog mit Bürgerinnen und Bürgern",
    "krisenkommunikation": "Krisenkommunikation",
    "datenschutz": "Datenschutz",
    "recht": "Recht und Impressum",
    "barrierefreiheit": "Barrierefreiheit",
    "redaktion": "Redaktion und Planung",
    "moderation": "Kommentare moderieren",
    "personal": "Personal und Schulung",
    "strategie": "Strategie und Ziele",
    "auswertung": "Kennzahlen und Auswertung",
    "bild-und-video": "Bild und Video",
    "kanalwechsel": "Kanäle eröffnen und schließen",
    "buergerbeteiligung": "Beteiligung",
    "ausbildung": "Ausbildung und Personalgewinnung",
}
PLATFORMS = {
    "facebook": "Facebook",
    "instagram": "Instagram",
    "x": "X (früher Twitter)",
    "mastodon": "Mastodon",
    "youtube": "YouTube",
    "linkedin": "LinkedIn",
    "whatsapp": "WhatsApp-Kanal",
    "flickr": "Flickr",
    "tiktok": "TikTok",
    "threads": "Threads",
    "bluesky": "Bluesky",
    "peertube": "PeerTube",
    "website": "Website",
    "newsletter": "Newsletter",
    "app": "Bürger-App",
}


def seed(apps, schema_editor):
    for model, words in (("Topic", TOPICS), ("Platform", PLATFORMS)):
        apps.get_model("taxonomy", model).objects.bulk_create(
            apps.get_model("taxonomy", model)(slug=slug, name=name) for slug, name in words.items()
        )


class Migration(migrations.Migration):
    dependencies = [("taxonomy", "0001_tables")]
    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
