"""Mail about somebody's own account: it goes out in practice mode too, and never once its link does nothing any more."""

from datetime import timedelta

import pytest

from clinics.domain.inviting import issue_link, take_links_back, use_link
from clinics.models import AccountLink, Staff
from clinics.states import LinkKind
from core.audit import COMMAND
from followup.channels.mail import Server, SmtpSender
from followup.domain.account_mail import invite_by_mail, mail_link
from followup.domain.delivering import deliver_due
from followup.models import Message
from followup.states import MessageState, WhyNot
from tests.factories import NOW, make_clinic, make_staff
from tests.followup.servers import FaultyServer

pytestmark = pytest.mark.django_db
SOON = NOW + timedelta(minutes=1)


@pytest.fixture
def server():
    sink = FaultyServer()
    sink.start()
    yield sink
    sink.stop()


@pytest.fixture
def noor() -> Staff:
    words = {"email": "noor@clinic.example", "name": "Noor", "roles": ["staff"], "languages": ["en"], "interface": "en"}
    return invite_by_mail(clinic=make_clinic(), actor=COMMAND, now=NOW, **words)


def send(server: FaultyServer, *, now=SOON) -> int:
    with SmtpSender(server=Server(host="127.0.0.1", port=server.port), timeout=0.5) as sender:
        return deliver_due(sender=sender, clock=lambda: now, seconds=50)


def test_an_invitation_leaves_in_practice_mode(noor, server):
    assert send(server) == 1
    message = Message.objects.get(staff=noor)
    assert (message.state, message.why_not) == (MessageState.SENT, WhyNot.NONE)


def token_of(message: Message) -> str:
    return message.body.split("/desk/account/")[1].split("/")[0]


def test_a_link_that_was_used_replaced_or_taken_back_is_not_mailed_any_more(server):
    clinic = make_clinic()
    used, replaced, back = (make_staff(clinic) for _person in range(3))
    for staff in (used, replaced, back):
        mail_link(clinic=clinic, staff=staff, kind=LinkKind.RESET, actor=COMMAND, now=NOW)
    use_link(token=token_of(Message.objects.get(staff=used)), password="four calm words here", now=NOW)
    issue_link(staff=replaced, kind=LinkKind.RESET, actor=COMMAND, now=NOW)
    take_links_back(staff=back, actor=COMMAND, now=NOW)
    assert send(server) == 0
    assert set(Message.objects.values_list("state", "why_not")) == {(MessageState.SKIPPED, WhyNot.SUPERSEDED)}


def test_a_mail_that_is_too_late_is_not_sent(noor, server):
    assert send(server, now=NOW + timedelta(hours=73)) == 0
    assert Message.objects.get(staff=noor).state == MessageState.EXPIRED


def test_each_link_has_one_mail_and_the_newest_alone_works(noor):
    mail_link(clinic=noor.memberships.get().clinic, staff=noor, kind=LinkKind.INVITE, actor=COMMAND, now=SOON)
    assert Message.objects.filter(staff=noor).count() == 2
    assert list(AccountLink.objects.order_by("id").values_list("ended_at", flat=True)) == [SOON, None]
