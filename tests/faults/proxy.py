"""A way to Elasticsearch that can be cut, or left hanging, without touching Elasticsearch."""

import select
import socket
import threading
from urllib.parse import urlsplit


class Proxy:
    """Forwards connections to `url`; `cut` refuses new ones, `hang` takes and never answers."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._target = (parts.hostname, parts.port)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._state = "up"
        self._open: list[socket.socket] = []
        threading.Thread(target=self._serve, daemon=True).start()

    @property
    def url(self) -> str:
        """Where to reach the target through this proxy."""
        return f"http://127.0.0.1:{self.port}"

    def cut(self) -> None:
        """Break all connections and refuse new ones, as a stopped service does."""
        self._state = "down"
        self._break()

    def hang(self) -> None:
        """Take connections and say nothing, as a stopped process (SIGSTOP) does."""
        self._state = "hung"
        self._break()

    def mend(self) -> None:
        """Forward again."""
        self._state = "up"
        self._break()

    def close(self) -> None:
        """Stop for good."""
        self._state = "closed"
        self._listener.close()
        self._break()

    def _break(self) -> None:
        for connection in self._open:
            connection.close()
        self._open.clear()

    def _serve(self) -> None:
        while self._state != "closed":
            try:
                client, _address = self._listener.accept()
            except OSError:
                return
            if self._state == "down":
                # A reset, as from a port nobody listens on.
                client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
                client.close()
                continue
            self._open.append(client)
            if self._state == "up":
                threading.Thread(target=self._forward, args=(client,), daemon=True).start()

    def _forward(self, client: socket.socket) -> None:
        try:
            with socket.create_connection(self._target) as server:
                self._open.append(server)
                while True:
                    ready, _write, _error = select.select([client, server], [], [])
                    for source in ready:
                        data = source.recv(65536)
                        if not data:
                            return
                        (server if source is client else client).sendall(data)
        except (OSError, ValueError):
            return
        finally:
            client.close()
