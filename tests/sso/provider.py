"""An OpenID Connect provider in a process of its own, which can be told to misbehave.

    python -m tests.sso.provider CLIENT_ID CLIENT_SECRET

prints its address. It knows discovery, authorization code with PKCE, tokens and keys. POST /control
with JSON changes who logs in (`claims`), how it behaves (`mode`), and its keys (`rotate`).
"""

import base64
import hashlib
import json
import secrets
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

PERSON = {"sub": "4711", "email": "kim@lk-osnabrueck.example", "email_verified": True,
          "name": "Kim Beispiel"}  # fmt: skip


class Provider:
    """Who logs in next, with which key tokens are signed, and what goes wrong."""

    def __init__(self, client_id: str, client_secret: str) -> None:
        self.client = (client_id, client_secret)
        self.address = ""
        self.codes: dict[str, dict[str, str]] = {}
        self.control({"rotate": True})

    def control(self, wishes: dict[str, Any]) -> None:
        self.claims = PERSON | wishes.get("claims", {})
        self.mode = wishes.get("mode", "")
        self.overrides = wishes.get("overrides", {})
        self.discovery = wishes.get("discovery", {})
        if wishes.get("rotate"):
            self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
            self.kid = secrets.token_hex(4)

    def configuration(self) -> dict[str, Any]:
        return {
            "issuer": self.address,
            "authorization_endpoint": f"{self.address}/authorize",
            "token_endpoint": f"{self.address}/token",
            "jwks_uri": f"{self.address}/keys",
            "response_types_supported": ["code"],
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        } | self.discovery

    def keys(self) -> dict[str, Any]:
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [public | {"kid": self.kid, "alg": "RS256", "use": "sig"}]}

    def authorize(self, query: dict[str, str]) -> str:
        code = secrets.token_urlsafe(16)
        self.codes[code] = query
        return f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}"

    def token(self, form: dict[str, str]) -> dict[str, Any] | None:
        asked = self.codes.pop(form.get("code", ""), None)
        if asked is None or (form.get("client_id"), form.get("client_secret")) != self.client:
            return None
        digest = hashlib.sha256(form["code_verifier"].encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if asked["code_challenge"] != challenge or asked["redirect_uri"] != form["redirect_uri"]:
            return None
        return {"access_token": "x", "token_type": "Bearer", "id_token": self.id_token(asked)}

    def id_token(self, asked: dict[str, str]) -> str:
        now = int(time.time())
        claims = self.claims | {
            "iss": self.address, "aud": self.client[0], "iat": now, "exp": now + 300,
            "nonce": asked.get("nonce"),
        } | self.overrides  # fmt: skip
        if self.mode == "unsigned":
            return jwt.encode(claims, None, algorithm="none", headers={"kid": self.kid})
        if self.mode == "signed with the secret":
            secret = self.client[1].ljust(32, "x")
            return jwt.encode(claims, secret, algorithm="HS256", headers={"kid": self.kid})
        key = self.key
        if self.mode == "signed by a stranger":
            key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        return jwt.encode(claims, key, algorithm="RS256", headers={"kid": self.kid})


class Handler(BaseHTTPRequestHandler):
    provider: Provider

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        if parts.path == "/authorize":
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            self._redirect(self.provider.authorize(query))
        elif not self._misbehaves(parts.path):
            pages = {"/.well-known/openid-configuration": self.provider.configuration,
                     "/keys": self.provider.keys}  # fmt: skip
            self._answer(200, pages[parts.path]())

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path == "/control":
            self.provider.control(json.loads(body))
            self._answer(200, {})
        elif not self._misbehaves(self.path):
            form = {name: values[0] for name, values in parse_qs(body.decode()).items()}
            tokens = self.provider.token(form)
            self._answer(200 if tokens else 400, tokens or {"error": "invalid_grant"})

    def _misbehaves(self, path: str) -> bool:
        mode = self.provider.mode
        if mode == "error":
            self._answer(503, {})
        elif mode in {"slow", f"slow {path}"}:
            time.sleep(20)
        elif mode == "dripping":
            self._drip()
        elif mode == "huge":
            self._answer(200, {"x": "y" * 5_000_000})
        elif mode == "redirecting":
            self._redirect("http://169.254.169.254/latest/meta-data/")
        elif mode == "no json":
            self._answer(200, "hello")
        else:
            return False
        return True

    def _drip(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", "1000")
        self.end_headers()
        for _byte in range(40):
            self.wfile.write(b" ")
            self.wfile.flush()
            time.sleep(0.5)

    def _redirect(self, address: str) -> None:
        self.send_response(302)
        self.send_header("Location", address)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _answer(self, status: int, content: Any) -> None:
        body = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: Any) -> None:
        """Stay silent."""


def main() -> None:
    Handler.provider = Provider(*sys.argv[1:3])
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Handler.provider.address = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    sys.stdout.write(Handler.provider.address + "\n")
    sys.stdout.flush()
    # Ends with the process that started it.
    sys.stdin.read()


if __name__ == "__main__":
    main()
