"""Static files with hashed names and long caching."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class ForgivingManifestStorage(CompressedManifestStaticFilesStorage):
    """A file that is missing from the manifest is served under its plain name, not as a 500.

    Commands and tests work before `make setup` has collected the files.
    """

    manifest_strict = False
