"""A stored model whose manifest says something else, with the digest that such a manifest would have."""

import hashlib
import json
from pathlib import Path

from tagrid.scoring import store


def written(folder: Path, **changes) -> None:
    """Write the manifest of a model with changes, as if it had been stored so: with its digest."""
    text = json.dumps(json.loads((folder / store.MANIFEST).read_text()) | changes)
    (folder / store.MANIFEST).write_text(text)
    digests = json.loads((folder / store.DIGESTS).read_text())
    digests[store.MANIFEST] = hashlib.sha256(text.encode()).hexdigest()
    (folder / store.DIGESTS).write_text(json.dumps(digests))
