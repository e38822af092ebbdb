"""Static files with hashed names, long caching and compressed copies."""

import brotli
from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage

# Brotli's best quality takes a second per megabyte: for readers' small files, not for the
# editors' large ones.
BEST_QUALITY_UP_TO = 100_000


class QuickCompressor(Compressor):
    """Compress large files less hard: setting up takes seconds instead of a minute."""

    @staticmethod
    def compress_brotli(data: bytes) -> bytes:
        """Choose the quality by the size."""
        compressed: bytes = brotli.compress(
            data, quality=11 if len(data) < BEST_QUALITY_UP_TO else 7
        )
        return compressed


class ForgivingManifestStorage(CompressedManifestStaticFilesStorage):
    """A file that is missing from the manifest is served under its plain name, not as a 500.

    Commands and tests work before `make setup` has collected the files.
    """

    manifest_strict = False
    # Whoever collects (root, a container's build) need not be who serves.
    file_permissions_mode = 0o644

    def create_compressor(self, **options: object) -> Compressor:
        """Compress as `QuickCompressor` does."""
        return QuickCompressor(**options)
