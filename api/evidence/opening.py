"""Which store the settings name: a folder, or a bucket elsewhere."""

from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

from api.evidence.folder import EvidenceFolder
from api.evidence.stored import EvidenceStore
from api.settings import Settings


def open_evidence(settings: Settings) -> EvidenceStore:
    """The store that the settings name."""
    url = settings.evidence_url
    if url is None:
        return EvidenceFolder(settings.evidence_dir)
    if url.startswith("file:"):
        return EvidenceFolder(Path(url2pathname(urlsplit(url).path)))
    from api.evidence.bucket import EvidenceBucket

    return EvidenceBucket(url)
