"""An authority of the tests' own, and certificates by it, made by the openssl program."""
import subprocess

CONFIG = """\
[ca]
default_ca = own
[own]
database = {folder}/index.txt
serial = {folder}/serial
new_certs_dir = {folder}
default_md = sha256
policy = any
copy_extensions = copy
[any]
commonName = supplied
"""


def openssl(*arguments):
    subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True)


class Authority:
    def __init__(self, folder):
        self.folder = folder
        self.cert, self.key = folder / "ca.pem", folder / "ca.key"
        self.config = folder / "ca.cnf"
        self.config.write_text(CONFIG.format(folder=folder))
        (folder / "index.txt").touch()
        (folder / "serial").write_text("1000\n")
        openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj",
                "/CN=kordon test authority", "-keyout", self.key, "-out", self.cert)

    def certificate(self, name, names="IP:127.0.0.1", begins="20240101000000Z",
                    ends="20991231235959Z"):
        """(certificate, key) as paths."""
        key, request = self.folder / f"{name}.key", self.folder / f"{name}.csr"
        cert = self.folder / f"{name}.pem"
        openssl("req", "-newkey", "rsa:2048", "-nodes", "-subj", f"/CN={name}", "-addext",
                f"subjectAltName={names}", "-keyout", key, "-out", request)
        openssl("ca", "-batch", "-config", self.config, "-cert", self.cert, "-keyfile",
                self.key, "-in", request, "-out", cert, "-startdate", begins, "-enddate",
                ends)
        return cert, key
