"""A camera with a snapshot address: a real HTTP server that asks for a log-in as cameras do."""

import hashlib
import re
import secrets
import threading
import time
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

USER, PASSWORD = "viewer", "s:cret/@"
REALM = "hall camera"


class Camera:
    """`give` makes the next picture; `served` has all that were sent whole, with the time when each was."""

    def __init__(self, give: Callable[[], bytes], auth: str = "none", content_type: str = "image/jpeg") -> None:
        self.give, self.auth, self.content_type = give, auth, content_type
        self.status, self.delay_s, self.chunk_delay_s = 200, 0.0, 0.0
        self.served: list[bytes] = []
        self.asked: list[str] = []
        self.lock = threading.Lock()
        self.nonces: set[str] = set()
        camera = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                camera.answer(self)

            def log_message(self, *_: object) -> None:
                return

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/picture.jpg?channel=1"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        shown = request.headers.get("Authorization", "")
        self.asked.append(shown)
        if not self._may(shown, request.path):
            self._challenge(request)
            return
        time.sleep(self.delay_s)
        with self.lock:
            jpeg = self.give()
            request.send_response(self.status)
            request.send_header("Content-Type", self.content_type)
            request.send_header("Content-Length", str(len(jpeg)))
            request.end_headers()
            if self.chunk_delay_s:
                for at in range(0, len(jpeg), 1000):
                    request.wfile.write(jpeg[at : at + 1000])
                    time.sleep(self.chunk_delay_s)
            else:
                request.wfile.write(jpeg)
            self.served.append(jpeg)

    def _challenge(self, request: BaseHTTPRequestHandler) -> None:
        request.send_response(401)
        if self.auth == "basic":
            request.send_header("WWW-Authenticate", f'Basic realm="{REALM}"')
        else:
            nonce = secrets.token_hex(8)
            self.nonces.add(nonce)
            digest = f'Digest realm="{REALM}", qop="auth", nonce="{nonce}", algorithm={self.auth.upper()}'
            request.send_header("WWW-Authenticate", digest)
            request.send_header("WWW-Authenticate", f'Basic realm="{REALM}"')
        request.send_header("Content-Length", "0")
        request.end_headers()

    def _may(self, shown: str, path: str) -> bool:
        if self.auth == "none":
            return True
        if self.auth == "basic":
            return shown == f"Basic {b64encode(f'{USER}:{PASSWORD}'.encode()).decode()}"
        if not shown.startswith("Digest "):
            return False
        told = {name: quoted or bare for name, quoted, bare in re.findall(r'(\w+)=(?:"([^"]*)"|([^\s,]+))', shown)}

        def hashed(text: str) -> str:
            return (hashlib.md5 if self.auth == "md5" else hashlib.sha256)(text.encode()).hexdigest()

        once = f"{told['nonce']}:{told['nc']}:{told['cnonce']}:auth"
        expected = hashed(f"{hashed(f'{USER}:{REALM}:{PASSWORD}')}:{once}:{hashed(f'GET:{path}')}")
        return told["nonce"] in self.nonces and told["uri"] == path and told["response"] == expected


@contextmanager
def snapshot_camera(
    give: Callable[[], bytes], auth: str = "none", content_type: str = "image/jpeg"
) -> Iterator[Camera]:
    camera = Camera(give, auth, content_type)
    try:
        yield camera
    finally:
        camera.stop()
