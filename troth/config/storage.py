"""Files: the search index, photos, evidence, static files, and the scan of uploads."""

from __future__ import annotations

from troth.config.base import DEVELOPMENT, VAR_DIR
from troth.config.environment import env, env_number
from troth.config.stores import photo_origins, storage_of

# The search index is a cache of the database; `troth reindex` makes it anew.
SEARCH_DIR = VAR_DIR / "search"

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
# Photos: a folder here, or an S3-compatible store where S3_BUCKET is named. Evidence lies apart,
# and is never public.
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
PHOTO_CACHE = "public, max-age=31536000, immutable"

_STATIC = "whitenoise.storage.CompressedManifestStaticFilesStorage"
if DEVELOPMENT:
    _STATIC = "django.contrib.staticfiles.storage.StaticFilesStorage"
_S3_BUCKET = env("S3_BUCKET", "")
PHOTO_ORIGINS = photo_origins(_S3_BUCKET)
STORAGES = {
    "default": storage_of(_S3_BUCKET, MEDIA_ROOT, cache=PHOTO_CACHE),
    "evidence": storage_of(
        env("S3_EVIDENCE_BUCKET", None if _S3_BUCKET else ""),
        VAR_DIR / "evidence",
    ),
    "staticfiles": {"BACKEND": _STATIC},
}
WHITENOISE_USE_FINDERS = DEVELOPMENT

# ClamAV's daemon, which scans every upload: `host:port`, or the path of its socket. Empty: nothing
# is scanned.
CLAMD_ADDRESS = env("CLAMD_ADDRESS", "")
CLAMD_TIMEOUT = env_number("CLAMD_TIMEOUT", "20")
