"""A mail server on this machine that can be away, come back, and refuse addresses."""

import email
import socketserver
import threading
from email.message import Message
from types import TracebackType
from typing import Self

from tests.journeys.site import free_port


class _Conversation(socketserver.StreamRequestHandler):
    """As much of SMTP (RFC 5321) as a client needs to hand over a mail."""

    server: "_Listener"

    def handle(self) -> None:
        self._say("220 mail.example")
        receivers: list[str] = []
        while line := self.rfile.readline().decode().strip():
            verb = line[:4].upper()
            if verb == "RCPT":
                receivers.append(line.partition("<")[2].partition(">")[0])
                self._say(self.server.mail.answer)
            elif verb == "DATA":
                self._say("354 go on")
                self.server.mail.take(receivers, self._text())
                self._say("250 taken")
            elif verb == "QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 fine")

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

    def _text(self) -> bytes:
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line)
        return b"".join(lines)


class _Listener(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    mail: "MailServer"


class MailServer:
    """Use as a context: inside it listens on `port`, before and afterwards nobody does.

    `answer` is what it says to each receiver: "550 unknown" refuses for good.
    """

    def __init__(self) -> None:
        self.port = free_port()
        self.answer = "250 fine"
        self.taken: list[tuple[list[str], Message]] = []

    def take(self, receivers: list[str], text: bytes) -> None:
        """Note a mail."""
        self.taken.append((receivers, email.message_from_bytes(text)))

    def __enter__(self) -> Self:
        self._listener = _Listener(("127.0.0.1", self.port), _Conversation)
        self._listener.mail = self
        threading.Thread(target=self._listener.serve_forever, daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._listener.shutdown()
        self._listener.server_close()
