"""The process that makes one PDF file. It reads an order from its input and nothing else.

Started by `pdf.py` by its path, without Django. Every address that is not in the order is refused,
whatever its scheme: nothing is fetched from a network or read from this machine.
"""

import json
import resource
import sys
from pathlib import Path

MEMORY = 2_000_000_000
CPU_SECONDS = 60


def main() -> None:
    """Make the file and print how many pages it has."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    order = json.load(sys.stdin)

    from weasyprint import CSS, HTML  # noqa: PLC0415 - bounds come first
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415
    from weasyprint.urls import URLFetcher, URLFetcherResponse  # noqa: PLC0415

    class OnlyThese(URLFetcher):
        """Hands out the files of the order."""

        def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:  # noqa: ARG002
            if url not in order["files"]:
                raise ValueError("refused")
            path, content_type = order["files"][url]
            headers_out = {} if content_type.endswith("/*") else {"Content-Type": content_type}
            return URLFetcherResponse(url, Path(path).read_bytes(), headers_out)

    fetcher, fonts = OnlyThese(), FontConfiguration()
    base = order["base_url"] + "/"
    styles = CSS(string=order["css"], base_url=base, url_fetcher=fetcher, font_config=fonts)
    html = HTML(string=order["html"], base_url=base, url_fetcher=fetcher)
    document = html.render(stylesheets=[styles], font_config=fonts, pdf_variant="pdf/ua-1")
    document.write_pdf(order["target"], pdf_variant="pdf/ua-1")
    sys.stdout.write(str(len(document.pages)))


if __name__ == "__main__":
    main()
