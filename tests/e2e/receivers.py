"""Receivers of alerts on loopback: a webhook and an SMTP server whose answers are written down."""
import dataclasses
import http.server
import queue
import socket
import ssl
import struct
import threading


@dataclasses.dataclass
class Post:
    method: str
    path: str
    headers: dict
    body: bytes


class Hook:
    """Takes posts; answers what `script` holds, then 204 for ever. An entry is a status, a pair
    (status, headers), or a callable that gets the handler and answers itself."""

    def __init__(self, *script):
        self.posts, self.script, self.lock = [], list(script), threading.Lock()
        hook = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            timeout = 30

            def log_message(self, *_):
                pass

            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                with hook.lock:
                    hook.posts.append(Post(self.command, self.path, dict(self.headers), body))
                    step = hook.script.pop(0) if hook.script else 204
                if callable(step):
                    step(self)
                    return
                status, headers = step if isinstance(step, tuple) else (step, {})
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", "0")
                self.end_headers()

            do_PUT = do_POST

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def url(self, path="/hook"):
        return f"http://127.0.0.1:{self.server.server_address[1]}{path}"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()


@dataclasses.dataclass
class Mail:
    sender: str
    recipients: list
    data: bytes
    secure: bool
    login: str


class Smtp:
    """Enough of RFC 5321 for one sender: EHLO, STARTTLS, AUTH PLAIN, MAIL, RCPT, DATA.
    replies: command → list of answers that are given before the ordinary one; "DROP" closes."""

    def __init__(self, tls=None, replies=None):
        self.mails, self.replies, self.tls = [], replies or {}, tls
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            connection.settimeout(30)
            threading.Thread(target=self.talk, args=(connection,), daemon=True).start()

    def scripted(self, command):
        queued = self.replies.get(command)
        return queued.pop(0) if queued else None

    def talk(self, connection):
        try:
            Session(self, connection).run()
        except (OSError, ValueError, ssl.SSLError):
            pass
        finally:
            connection.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()


class Session:
    def __init__(self, server, connection):
        self.server, self.connection = server, connection
        self.file = connection.makefile("rb")
        self.secure, self.login = False, None
        self.sender, self.recipients = None, []

    def say(self, line):
        self.connection.sendall(line.encode() + b"\r\n")

    def run(self):
        self.say("220 test ESMTP")
        while raw := self.file.readline():  # of what STARTTLS put in its place, too
            line = raw.decode("utf-8", "replace").rstrip("\r\n")
            command = line.split(" ")[0].upper()
            reply = self.server.scripted(command)
            if reply == "DROP":
                return
            if reply:
                self.say(reply)
            elif not self.answer(command, line):
                return

    def answer(self, command, line):
        if command == "EHLO":
            extensions = ["test", "AUTH PLAIN", "8BITMIME"]
            if self.server.tls and not self.secure:
                extensions.append("STARTTLS")
            for word in extensions[:-1]:
                self.say(f"250-{word}")
            self.say(f"250 {extensions[-1]}")
        elif command == "STARTTLS":
            self.say("220 go ahead")
            self.connection = self.server.tls.wrap_socket(self.connection, server_side=True)
            self.file, self.secure = self.connection.makefile("rb"), True
        elif command == "AUTH":
            self.login = line.split(" ")[-1]
            if self.login == "PLAIN":
                self.say("334 ")
                self.login = self.file.readline().decode().strip()
            self.say("235 ok")
        elif command == "MAIL":
            self.sender, self.recipients = line.split("<")[1].split(">")[0], []
            self.say("250 ok")
        elif command == "RCPT":
            self.recipients.append(line.split("<")[1].split(">")[0])
            self.say("250 ok")
        elif command == "DATA":
            return self.take_data()
        elif command == "QUIT":
            self.say("221 bye")
            return False
        else:
            self.say("250 ok")
        return True

    def take_data(self):
        self.say("354 go on")
        data = b""
        while not data.endswith(b"\r\n.\r\n"):
            piece = self.file.readline()
            if not piece:
                return False
            data += piece
        reply = self.server.scripted("END")
        if reply == "DROP":
            return False
        if not reply or reply.startswith("2"):
            self.server.mails.append(Mail(self.sender, list(self.recipients),
                                          data[:-3].replace(b"\r\n..", b"\r\n."), self.secure,
                                          self.login))
        self.say(reply or "250 taken")
        return True


class Syslog:
    """A log server: "udp", "tcp" or (with a context) "tls". messages are whole ones; by a stream
    they come with octet counting (RFC 6587) or not at all. `script` holds what is done to the
    first connections: "reset", "deaf" (never reads), "cut" (closes after some bytes)."""

    def __init__(self, kind, tls=None, script=()):
        self.messages, self.errors, self.script, self.tls = [], [], list(script), tls
        self.kind, self.connections = kind, 0
        self.held = []
        if kind == "udp":
            self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            self.socket.bind(("127.0.0.1", 0))
        else:
            self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        threading.Thread(target=self.serve, daemon=True).start()

    @property
    def url(self):
        return f"{self.kind}://127.0.0.1:{self.port}"

    def serve(self):
        while True:
            try:
                if self.kind == "udp":
                    self.messages.append(self.socket.recv(65536))
                    continue
                connection, _ = self.socket.accept()
            except OSError:
                return
            self.connections += 1
            step = self.script.pop(0) if self.script else None
            threading.Thread(target=self.take, args=(connection, step), daemon=True).start()

    def take(self, connection, step):
        if step == "reset":
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            connection.close()
            return
        if step == "deaf":  # its kernel takes nothing either
            self.held.append(connection)
            return
        try:
            if self.tls:
                connection = self.tls.wrap_socket(connection, server_side=True)
            if step == "cut":
                connection.recv(10)
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
                                      struct.pack("ii", 1, 0))
                return
            self.read(connection.makefile("rb"))
        except (OSError, ssl.SSLError, ValueError) as error:
            self.errors.append(error)
        finally:
            connection.close()

    def read(self, file):
        while True:
            digits = b""
            while (byte := file.read(1)) not in (b" ", b""):
                digits += byte
            if not byte:
                return
            if not digits.isdigit() or digits.startswith(b"0"):
                raise ValueError(f"no octet count: {digits}")
            self.messages.append(file.read(int(digits)))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()
        for connection in self.held:
            connection.close()
