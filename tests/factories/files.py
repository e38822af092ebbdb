"""Files whose text is read, made as small as they can be."""

from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from pypdf import PdfReader, PdfWriter

from forum.actions.files import add_file
from forum.models import Attachment
from portal.demo.files import odt
from portal.kernel.files import clean_file
from portal.members.models import User
from tests.factories.documents import docx, paragraph

__all__ = ["bring", "docx_of", "locked_pdf", "odt", "pdf"]


def pdf(*pages: str) -> bytes:
    """Write a PDF file with one line on each page."""
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    ]
    kids = []
    for text in pages:
        line = f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET"
        number = len(objects) + 1
        kids.append(f"{number} 0 R")
        objects += [
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents {number + 1} 0 R"
            "/Resources<</Font<</F1 3 0 R>>>>>>",
            f"<</Length {len(line.encode('cp1252'))}>>stream\n{line}\nendstream",
        ]
    objects[1] = f"<</Type/Pages/Count {len(pages)}/Kids[{' '.join(kids)}]>>"
    return _put_together(objects)


def _put_together(objects: list[str]) -> bytes:
    file, places = BytesIO(b"%PDF-1.4\n"), []
    file.seek(0, 2)
    for number, content in enumerate(objects, 1):
        places.append(file.tell())
        file.write(f"{number} 0 obj{content}endobj\n".encode("cp1252"))
    start = file.tell()
    rows = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(objects) + 1
    file.write(
        f"xref\n0 {size}\n0000000000 65535 f \n{rows}trailer<</Size {size}/Root 1 0 R>>\n"
        f"startxref\n{start}\n%%EOF".encode()
    )
    return file.getvalue()


def locked_pdf(text: str, password: str) -> bytes:
    """Write a PDF file that opens with a password only."""
    writer = PdfWriter(clone_from=PdfReader(BytesIO(pdf(text))))
    writer.encrypt(password, algorithm="AES-256")
    file = BytesIO()
    writer.write(file)
    return file.getvalue()


def docx_of(text: str) -> bytes:
    """Write a Word file with one paragraph."""
    return docx(paragraph(text))


def bring(person: User, name: str, content: bytes, **fields: Any) -> Attachment:
    """Upload a file as the forms do it, to be named in a post."""
    file = clean_file(SimpleUploadedFile(name, content))
    return add_file(actor=person, file=file, now=timezone.now(), **fields)
