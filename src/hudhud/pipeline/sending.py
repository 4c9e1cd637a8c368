"""Alerts over a webhook or by e-mail. A receiver knows one that comes twice by its key."""

from __future__ import annotations

import json
import os
import smtplib
import ssl
from collections.abc import Callable
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from urllib.parse import urlsplit

from hudhud.configuration import Configuration, Smtp, Webhook
from hudhud.errors import FetchError, SendingError
from hudhud.model.alerts import Alert, Delivery
from hudhud.pipeline.watching_hands import Hands

_SECONDS = 20.0
"""Until a mail server must have answered."""


def send(delivery: Delivery, configuration: Configuration, hands: Hands) -> str | None:
    """Send an alert over its channel; a remark where not everybody gets it.

    Raises:
        SendingError: it did not go out, or nobody knows whether it did.
    """
    if delivery.channel == "webhook" and configuration.webhook is not None:
        _post(delivery.alert, configuration.webhook, hands.post)
        return None
    if delivery.channel == "email" and configuration.smtp is not None:
        return _mail(delivery.alert, configuration.smtp)
    raise SendingError(
        f"an alert waits to go to {delivery.channel}, and the configuration no longer says where that is"
    )


def _post(alert: Alert, webhook: Webhook, post: Callable[[str, bytes, dict[str, str]], int]) -> None:
    # The address may hold a secret, so that only its host is named.
    host = urlsplit(webhook.url).hostname
    body = json.dumps(dict(alert.record), ensure_ascii=True).encode()
    headers = {"Content-Type": "application/json", "Idempotency-Key": alert.key}
    try:
        status = post(webhook.url, body, headers)
    except FetchError as error:
        raise SendingError(f"webhook at {host}: {str(error).replace(webhook.url, 'its address')}") from error
    if not 200 <= status < 300:
        raise SendingError(f"webhook at {host}: it answered {status}; look there why it does not take alerts")


def message(alert: Alert, smtp: Smtp) -> EmailMessage:
    """The alert as mail; its Message-ID follows from its key."""
    made = EmailMessage(policy=SMTP)
    made["From"] = smtp.sender
    made["To"] = ", ".join(smtp.to)
    # One line without control characters: nothing captured can begin another header.
    made["Subject"] = "".join(c if c.isprintable() else " " for c in f"[hudhud] {alert.line}")[:200]
    made["Date"] = format_datetime(alert.at)
    made["Message-ID"] = f"<{alert.key}@{smtp.sender.partition('@')[2]}>"
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(alert.text, charset="utf-8", cte="quoted-printable")
    return made


def _mail(alert: Alert, smtp: Smtp) -> str | None:
    password = os.environ.get(smtp.password_env) if smtp.password_env else None
    if smtp.password_env and password is None:
        raise SendingError(f"mail by {smtp.host}: the environment has no {smtp.password_env}; set it to the password")
    try:
        with _connected(smtp) as server:
            if smtp.username is not None and password is not None:
                server.login(smtp.username, password)
            refused = server.send_message(message(alert, smtp), smtp.sender, list(smtp.to))
    except smtplib.SMTPResponseException as error:
        answer = (
            error.smtp_error.decode("utf-8", "replace") if isinstance(error.smtp_error, bytes) else error.smtp_error
        )
        raise SendingError(f"mail by {smtp.host}: it answered {error.smtp_code} {answer}") from error
    except (OSError, smtplib.SMTPException, ValueError) as error:
        raise SendingError(f"mail by {smtp.host}: {error or type(error).__name__}; check [smtp]") from error
    return f"mail by {smtp.host}: refused for {', '.join(refused)}" if refused else None


def _connected(smtp: Smtp) -> smtplib.SMTP:
    context = ssl.create_default_context()
    if smtp.security == "ssl":
        return smtplib.SMTP_SSL(smtp.host, smtp.port, timeout=_SECONDS, context=context)
    server = smtplib.SMTP(smtp.host, smtp.port, timeout=_SECONDS)
    if smtp.security == "starttls":
        try:
            server.starttls(context=context)
        except BaseException:
            server.close()
            raise
    return server
