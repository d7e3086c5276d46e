"""An SMTP server for tests. What it does with an e-mail depends on the name it is for:
unknown, full, later, blocked, content, lost (the link ends after the content) or slow."""

import asyncio
import email
import email.policy
import json
import logging
import os
import ssl
import sys
import warnings
from pathlib import Path

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

# It says a good deal of what it finds old.
logging.disable(logging.WARNING)
warnings.simplefilter("ignore")

SECRECY, FOLDER = sys.argv[1], Path(sys.argv[2])


def say(kind, **told):
    print(json.dumps({"kind": kind, **told}), flush=True)


def parts(message):
    for part in message.walk():
        if part.is_multipart():
            continue
        content = part.get_payload(decode=True)
        yield {
            "type": part.get_content_type(),
            "name": part.get_filename(),
            "parameters": dict(part.get_params()[1:]) if part.get_params() else {},
            "disposition": part.get_content_disposition(),
            "text": content.decode(part.get_content_charset() or "utf-8"),
        }


class Handler:
    async def handle_RCPT(self, server, session, envelope, address, options):
        name = address.split("@")[0]
        answers = {
            "unknown": "550 5.1.1 No such user " + address,
            "bare": "550 No such user",
            "full": "452 4.2.2 Mailbox full",
            "later": "451 4.7.1 Greylisted, come back",
            "blocked": "554 5.7.1 Refused",
        }
        if name in answers:
            return answers[name]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        name = envelope.rcpt_tos[0].split("@")[0]
        if name == "content":
            return "554 5.6.0 Not such words"
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        say(
            "mail",
            from_=envelope.mail_from,
            to=envelope.rcpt_tos,
            options=envelope.mail_options,
            secret=server.transport.get_extra_info("sslcontext") is not None,
            who=(session.auth_data.login.decode() if session.auth_data else None),
            headers={key: str(value) for key, value in message.items()},
            root=message.get_content_type(),
            parts=list(parts(message)),
            defects=[str(d) for part in message.walk() for d in part.defects],
            longest=max(len(line) for line in envelope.content.split(b"\r\n")),
        )
        if name == "lost":
            server.transport.abort()
            return "250 OK"
        if name == "slow":
            await asyncio.sleep(3600)
        return "250 OK"


def authenticate(server, session, envelope, mechanism, data):
    good = isinstance(data, LoginPassword) and (data.login, data.password) == (
        b"domifa",
        b"mot de passe",
    )
    return AuthResult(success=good, handled=False, auth_data=data)


async def main():
    secret = None
    if SECRECY != "clear":
        secret = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        secret.load_cert_chain(FOLDER / "server.pem", FOLDER / "server.key")

    def protocol():
        say("connect")
        return SMTP(
            Handler(),
            hostname="localhost",
            enable_SMTPUTF8=True,
            tls_context=secret if SECRECY == "starttls" else None,
            require_starttls=SECRECY == "starttls",
            auth_required=SECRECY != "clear",
            auth_require_tls=SECRECY == "starttls",
            authenticator=authenticate,
        )

    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        protocol, "127.0.0.1", 0, ssl=secret if SECRECY == "tls" else None
    )
    say("listening", port=server.sockets[0].getsockname()[1])
    # The test is over when nobody holds the other end.
    loop.run_in_executor(None, lambda: (sys.stdin.read(), os._exit(0)))
    await server.serve_forever()


asyncio.run(main())
