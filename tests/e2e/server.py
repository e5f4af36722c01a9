"""A scripted HTTP server on loopback: what it answers is written down per path, and every
request is kept with its headers byte for byte."""
import dataclasses
import gzip
import http.server
import ssl
import struct
import socket
import subprocess
import threading
import time


@dataclasses.dataclass
class Answer:
    """One answer. headers: a dict or a list of pairs; Content-Length is added unless `length`
    says otherwise (a number that is not true, or None for none at all)."""
    status: int = 200
    body: bytes = b""
    headers: dict = dataclasses.field(default_factory=dict)
    length: object = "true"
    delay: float = 0       # seconds before the first byte
    drip: float = 0        # seconds between single bytes of the body
    cut: int = -1          # the connection ends behind so many bytes of the body
    reset: bool = False    # … with RST instead of FIN
    chunked: bool = False
    raw: bytes = None      # sent instead of anything HTTP
    wait: threading.Event = None  # held back until it is set
    stream: object = None  # a function of a Stream that sends what it likes

    @staticmethod
    def feed(text, **more):
        headers = {"Content-Type": "application/rss+xml; charset=utf-8"}
        headers.update(more.pop("headers", {}))
        body = text.encode() if isinstance(text, str) else text
        return Answer(body=body, headers=headers, **more)

    @staticmethod
    def zipped(body, **more):
        answer = Answer.feed(gzip.compress(body if isinstance(body, bytes) else body.encode()),
                             **more)
        answer.headers["Content-Encoding"] = "gzip"
        return answer


@dataclasses.dataclass
class Request:
    path: str
    headers: list          # pairs, as sent, in their order
    time: float
    address: tuple

    def header(self, name):
        values = [value for key, value in self.headers if key.lower() == name.lower()]
        return values[0] if values else None


class Stream:
    """What a script of bytes is given: it sends until it has sent all, or the client leaves,
    or the server ends."""

    def __init__(self, handler):
        self.handler, self.server = handler, handler.server
        self.sent = 0

    def send(self, data):
        self.handler.connection.sendall(data)
        self.sent += len(data)

    def rest(self, seconds):
        """False when the server ends."""
        return not self.server.ending.wait(seconds)

    def repeat(self, data, pause=0):
        """The same bytes for ever."""
        while self.rest(pause):
            self.send(data)

    def reset(self):
        self.handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
                                           struct.pack("ii", 1, 0))
        self.handler.connection.close()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 60

    def log_message(self, *_):
        pass

    def do_GET(self):
        script = self.server.script_of(self.path)
        request = Request(self.path, [(k, v) for k, v in self.headers.items()],
                          time.monotonic(), self.client_address)
        answer = script(request) if callable(script) else script
        self.server.note(request)
        try:
            self.give(answer)
        except OSError:
            self.close_connection = True

    def give(self, answer):
        if answer.wait is not None:
            answer.wait.wait(timeout=60)
        if answer.delay:
            time.sleep(answer.delay)
        if answer.stream is not None:
            answer.stream(Stream(self))
            self.close_connection = True
            return
        if answer.raw is not None:
            self.wfile.write(answer.raw)
            self.close_connection = True
            return
        self.wfile.write(self.head(answer))
        if answer.status != 304:
            self.give_body(answer)
        if answer.cut >= 0 or answer.length is None:
            self.hang_up(answer)

    def head(self, answer):
        pairs = answer.headers.items() if isinstance(answer.headers, dict) else answer.headers
        lines = [f"HTTP/1.1 {answer.status} {self.responses.get(answer.status, ('?',))[0]}"]
        lines += [f"{name}: {value}" for name, value in pairs]
        if answer.chunked:
            lines.append("Transfer-Encoding: chunked")
        elif answer.length is not None and answer.status != 304:
            length = len(answer.body) if answer.length == "true" else answer.length
            lines.append(f"Content-Length: {length}")
        return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n"

    def give_body(self, answer):
        body = answer.body if answer.cut < 0 else answer.body[:answer.cut]
        if answer.chunked:
            for start in range(0, len(body), 1000):
                piece = body[start:start + 1000]
                self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
            if answer.cut < 0:
                self.wfile.write(b"0\r\n\r\n")
        elif answer.drip:
            for byte in body:
                self.wfile.write(bytes([byte]))
                time.sleep(answer.drip)
        else:
            self.wfile.write(body)

    def hang_up(self, answer):
        self.close_connection = True
        self.wfile.flush()
        if answer.reset:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
                                       struct.pack("ii", 1, 0))
            self.connection.close()


class Server(http.server.ThreadingHTTPServer):
    """Use as a context manager. Paths without a script answer 404."""
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, tls=None):
        super().__init__(("127.0.0.1", 0), Handler)
        self.scripts, self.requests = {}, []
        self.lock = threading.Lock()
        self.ending = threading.Event()
        self.scheme = "http"
        if tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*tls)
            self.socket = context.wrap_socket(self.socket, server_side=True)
            self.scheme = "https"

    def __enter__(self):
        self.thread = threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True)
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.ending.set()
        self.shutdown()
        self.server_close()

    def handle_error(self, *_):
        pass  # clients may leave when they like

    @property
    def port(self):
        return self.server_address[1]

    def url(self, path, host="127.0.0.1"):
        return f"{self.scheme}://{host}:{self.port}{path}"

    def script(self, path, *answers):
        """Answers in turn; the last one stays. A function of the request is an answer too."""
        with self.lock:
            self.scripts[path] = list(answers)

    def script_of(self, path):
        with self.lock:
            answers = self.scripts.get(path)
            if not answers:
                return Answer(404, b"not here")
            return answers.pop(0) if len(answers) > 1 else answers[0]

    def note(self, request):
        with self.lock:
            self.requests.append(request)

    def asked(self, path):
        with self.lock:
            return [request for request in self.requests if request.path == path]


def conditional(body, etag, last_modified=None):
    """A function of the request that honours If-None-Match."""
    headers = {"ETag": etag}
    if last_modified:
        headers["Last-Modified"] = last_modified

    def answer(request):
        if request.header("If-None-Match") == etag:
            return Answer(304, headers=headers)
        return Answer.feed(body, headers=headers)

    return answer


def certificate(folder, name="localhost"):
    """A self-signed certificate for name and 127.0.0.1; (certificate, key) as paths."""
    cert, key = folder / "cert.pem", folder / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
         "-subj", f"/CN={name}", "-addext", f"subjectAltName=DNS:{name},IP:127.0.0.1",
         "-keyout", key, "-out", cert], check=True, capture_output=True)
    return cert, key
