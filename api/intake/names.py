"""Names of new files brought to disk, beside the writing of what is in them."""

import os
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from threading import Lock
from weakref import finalize


class Names:
    """Syncs one folder in a thread of its own, once for all who ask before it begins. Safe from any thread."""

    def __init__(self, folder: Path) -> None:
        self._descriptor = os.open(folder, os.O_RDONLY)
        finalize(self, os.close, self._descriptor)
        self._lock = Lock()
        self._thread = ThreadPoolExecutor(1, "names")
        self._to_come: Future[None] | None = None

    def keep(self) -> Future[None]:
        """Done when the names of all files that were made before this call survive a power cut."""
        with self._lock:
            if self._to_come is None:
                self._to_come = self._thread.submit(self._sync)
            return self._to_come

    def _sync(self) -> None:
        with self._lock:
            self._to_come = None
        os.fsync(self._descriptor)
