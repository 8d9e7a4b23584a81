"""A mail server that says yes to everything and remembers each letter that it took, in the order of their coming."""

import contextlib
import email
import socketserver
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass
class Mailbox:
    """What a mail server took; `ids` are the Message-IDs."""

    port: int
    ids: list[str] = field(default_factory=list)


@contextlib.contextmanager
def mail_server() -> Iterator[Mailbox]:
    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Conversation)
    server.daemon_threads = True
    server.mailbox = Mailbox(server.server_address[1])
    thread = threading.Thread(target=server.serve_forever, args=[0.05])
    thread.start()
    try:
        yield server.mailbox
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class Conversation(socketserver.StreamRequestHandler):
    """One client, from greeting to leave-taking or to its sudden end."""

    def handle(self) -> None:
        self.say("220 ready")
        with contextlib.suppress(ConnectionError):
            while line := self.rfile.readline():
                command = line.split()[0].upper() if line.split() else b""
                if command == b"DATA":
                    self.say("354 go on")
                    if not self.take():
                        return
                self.say("250 ok")

    def say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())

    def take(self) -> bool:
        """A letter is taken once its last line is there, whether or not its sender still listens."""
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:
                return False
            lines.append(line)
        self.server.mailbox.ids.append(email.message_from_bytes(b"".join(lines))["Message-ID"])
        return True
