"""The mail that tells of a notice: that there is one and where to read it, and nothing of what it says. Pure."""

from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from api.language import Language, choose
from conduct.telling.outbox import Mailbox, ToldNotice
from conduct.words import N_

SUBJECT = N_("Staff conduct: a new notice for you")
OF_A_CASE = N_("There is a new notice for you about a case that concerns you.")
OF_A_TASK = N_("There is something for you to see to.")
OF_ANYTHING = N_("There is a new notice for you.")
POLICY = SMTP.clone(cte_type="7bit")


def letter(
    notice: ToldNotice, to: Mailbox, *, message_id: str, sender: str, base_url: str, now: datetime
) -> EmailMessage:
    """In the reader's language. `message_id` tells a repeated delivery, without its brackets."""
    language = Language(choose(to.locale))
    message = EmailMessage(policy=POLICY)
    message["From"], message["To"] = sender, to.address
    message["Subject"] = language.say(SUBJECT)
    message["Date"] = format_datetime(now)
    message["Message-ID"] = f"<{message_id}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(f"{language.say(_sentence(notice))}\n\n{base_url}/inbox\n")
    return message


def _sentence(notice: ToldNotice) -> str:
    if notice.violation_id is not None:
        return OF_A_CASE
    return OF_A_TASK if notice.task_id is not None else OF_ANYTHING
