"""Word files as tests need them, made of the parts Word writes."""

from collections.abc import Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

TYPES = """<?xml version="1.0" encoding="UTF-8"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/word/document.xml"
 ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>
</Types>"""
RELATIONS = """<?xml version="1.0" encoding="UTF-8"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="rId1" Target="word/document.xml"
 Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/>
</Relationships>"""
LINKS = """<?xml version="1.0" encoding="UTF-8"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="rId1" Target="{}" TargetMode="External"
 Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"/>
<Relationship Id="rId2" Target="file:///etc/passwd" TargetMode="External"
 Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"/>
</Relationships>"""
STYLES = """<?xml version="1.0" encoding="UTF-8"?>
<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">
<w:style w:type="paragraph" w:styleId="Titel"><w:name w:val="Title"/></w:style>
<w:style w:type="paragraph" w:styleId="berschrift1"><w:name w:val="heading 1"/></w:style>
<w:style w:type="paragraph" w:styleId="berschrift2"><w:name w:val="heading 2"/></w:style>
</w:styles>"""
HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>{}<w:document'
    ' xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><w:body>'
)


def paragraph(text: str, style: str = "", *, bold: bool = False) -> str:
    """Write a paragraph; TEXT is XML already."""
    properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    run = "<w:rPr><w:b/></w:rPr>" if bold else ""
    return f'<w:p>{properties}<w:r>{run}<w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


def title(text: str) -> str:
    """Write the title of the document."""
    return paragraph(text, "Titel")


def heading(text: str, level: int = 1) -> str:
    """Write a heading as a German Word names it."""
    return paragraph(text, f"berschrift{level}")


def link(text: str) -> str:
    """Write a link to where the document's relations say."""
    return f'<w:p><w:hyperlink r:id="rId1"><w:r><w:t>{text}</w:t></w:r></w:hyperlink></w:p>'


def table(*rows: tuple[str, ...]) -> str:
    """Write a table."""
    cells = "".join(
        f"<w:tr>{''.join(f'<w:tc>{paragraph(cell)}</w:tc>' for cell in row)}</w:tr>" for row in rows
    )
    return f"<w:tbl>{cells}</w:tbl>"


def picture_elsewhere() -> str:
    """Write a picture that lies outside of the document."""
    return (
        "<w:p><w:r><w:drawing><wp:inline><a:graphic><a:graphicData><pic:pic><pic:blipFill>"
        '<a:blip r:link="rId2"/></pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline>'
        "</w:drawing></w:r></w:p>"
    )


def docx(
    *body: str,
    before: str = "",
    target: str = "https://kreis.example/",
    more: Mapping[str, bytes] | None = None,
) -> bytes:
    """Put a Word file together; BEFORE stands in front of its main part."""
    parts = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": RELATIONS,
        "word/document.xml": f"{HEAD.format(before)}{''.join(body)}</w:body></w:document>",
        "word/_rels/document.xml.rels": LINKS.format(target),
        "word/styles.xml": STYLES,
        **(more or {}),
    }
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as written:
        for name, content in parts.items():
            written.writestr(name, content)
    return file.getvalue()
