"""People at somebody's side: only under a written consent that stands, with words of their own, and not a minute longer."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse

from followup.domain.aftercare.alumni import set_wants_news, wants_news
from followup.domain.aftercare.supporting import BadSupporterError, SupporterWish, end_supporter
from followup.domain.aftercare.sweeping import sweep_aftercare
from followup.models import Aftercare, Message, Supporter
from records.domain.consenting import revoke_consent
from records.domain.supporting import NotConsentedError, add_supporter
from tests.desk.conftest import signed_in
from tests.factories import NOW, make_clinic, make_staff
from tests.followup.aftercare.builders import TODAY, enter
from tests.followup.builders import go_live
from tests.records.builders import make_consent
from tests.together import at_once, errors_in

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
DUE = NOW + 28 * DAY


@pytest.fixture
def world():
    go_live()
    clinic = make_clinic()
    dana = make_staff(clinic)
    aftercare = enter(clinic, staff=dana)
    consent = make_consent(aftercare.person, staff=dana, expires_on=TODAY + 100 * DAY)
    return aftercare, consent, dana


def wish(consent, **changes) -> SupporterWish:
    plain = SupporterWish(
        consent_id=consent.id,
        name="Rosa",
        email="rosa@example.org",
        language="es",
        every_days=28,
        ends_on=TODAY + 300 * DAY,
        agreed=True,
    )
    return replace(plain, **changes)


def notes() -> list[Message]:
    return list(Message.objects.filter(dedupe_key__startswith="supporter:"))


def test_a_supporter_gets_neutral_words_in_their_own_language(world):
    aftercare, consent, dana = world
    row = add_supporter(aftercare_id=aftercare.id, wish=wish(consent), staff=dana, now=NOW)
    assert (row.ends_on, row.person_id != aftercare.person_id) == (consent.expires_on, True)
    for _twice in range(2):
        sweep_aftercare(now=DUE)
    (note,) = notes()
    assert (note.to_address, note.language, note.subject) == ("rosa@example.org", "es", "Una nota breve para usted")
    assert "Maria" not in note.body
    sweep_aftercare(now=DUE + 27 * DAY)
    assert len(notes()) == 1


def test_without_a_consent_that_stands_nobody_is_added(world):
    aftercare, consent, dana = world
    other = enter(make_clinic())
    strange = make_consent(other.person, staff=make_staff(other.clinic), expires_on=TODAY + 100 * DAY)
    with pytest.raises(NotConsentedError):
        add_supporter(aftercare_id=aftercare.id, wish=wish(strange), staff=dana, now=NOW)
    revoke_consent(consent=consent, how="spoken", words="", staff=dana, now=NOW)
    with pytest.raises(NotConsentedError):
        add_supporter(aftercare_id=aftercare.id, wish=wish(consent), staff=dana, now=NOW)
    assert not Supporter.objects.exists()


@pytest.mark.parametrize(
    ("changes", "reason"),
    [({"email": "no address"}, "address"), ({"agreed": False}, "not_asked"), ({"email": "maria@example.org"}, "same_address")],
)
def test_a_supporter_is_somebody_else_who_said_yes(world, changes, reason):
    aftercare, consent, dana = world
    with pytest.raises(BadSupporterError) as refused:
        add_supporter(aftercare_id=aftercare.id, wish=wish(consent, **changes), staff=dana, now=NOW)
    assert refused.value.reason == reason


def test_a_withdrawn_consent_stops_at_once_even_what_waits_in_the_outbox(world):
    aftercare, consent, dana = world
    add_supporter(aftercare_id=aftercare.id, wish=wish(consent), staff=dana, now=NOW)
    sweep_aftercare(now=DUE)
    assert [note.state for note in notes()] == ["pending"]
    revoke_consent(consent=consent, how="spoken", words="", staff=dana, now=DUE)
    row = Supporter.objects.get()
    assert ([note.state for note in notes()], row.ended_at, row.end_reason) == (["skipped"], DUE, "revoked")
    sweep_aftercare(now=DUE + 60 * DAY)
    assert len(notes()) == 1


def test_a_consent_that_ends_ends_the_notes(world):
    aftercare, consent, dana = world
    add_supporter(aftercare_id=aftercare.id, wish=wish(consent, ends_on=TODAY + 10 * DAY), staff=dana, now=NOW)
    sweep_aftercare(now=DUE)
    assert (notes(), Supporter.objects.get().end_reason) == ([], "consent_over")


def test_staff_end_a_supporter_of_their_own_clinic_only(world):
    aftercare, consent, dana = world
    row = add_supporter(aftercare_id=aftercare.id, wish=wish(consent), staff=dana, now=NOW)
    with pytest.raises(Supporter.DoesNotExist):
        end_supporter(supporter_id=row.id, staff=make_staff(make_clinic()), now=NOW)
    assert end_supporter(supporter_id=row.id, staff=dana, now=NOW).end_reason == "by_staff"


def test_the_screen_asks_for_the_consent_first(world):
    aftercare, consent, dana = world
    browser = signed_in(dana)
    address = reverse("desk:aftercare-supporter", args=[aftercare.id])
    words = {"consent": str(consent.id), "name": "Rosa", "email": "rosa@example.org", "language": "es", "every_days": "28"}
    assert browser.post(address, words).status_code == 422
    browser.post(address, {**words, "ends_on": "2999-01-01", "agreed": "on"})
    page = browser.get(reverse("desk:aftercare-person", args=[aftercare.id])).content.decode()
    assert "Rosa" in page
    browser.post(reverse("desk:aftercare-supporter-end", args=[Supporter.objects.get().id]))
    assert Supporter.objects.get().ended_at
    bare = enter(make_clinic())
    text = signed_in(make_staff(bare.clinic)).get(reverse("desk:aftercare-supporter", args=[bare.id])).content.decode()
    assert "There is no written consent" in text


def test_news_are_a_yes_of_their_own(world):
    aftercare, _consent, dana = world
    assert wants_news(aftercare.person_id) is False
    assert [set_wants_news(aftercare_id=aftercare.id, wants=True, staff=dana, now=NOW) for _twice in range(2)] == [True, False]
    assert wants_news(aftercare.person_id) is True
    signed_in(dana).post(reverse("desk:aftercare-news", args=[aftercare.id]), {"wants": "no"})
    assert wants_news(aftercare.person_id) is False
    with pytest.raises(Aftercare.DoesNotExist):
        set_wants_news(aftercare_id=aftercare.id, wants=True, staff=make_staff(make_clinic()), now=NOW)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_no_supporter_stays_under_a_consent_that_is_taken_back_while_they_are_added():
    clinic = make_clinic()
    dana = make_staff(clinic)
    for number in range(6):
        aftercare = enter(clinic, staff=dana, email=f"person{number}@example.org")
        consent = make_consent(aftercare.person, staff=dana, expires_on=TODAY + 100 * DAY)
        added, revoked = at_once(
            lambda aftercare=aftercare, consent=consent: add_supporter(aftercare_id=aftercare.id, wish=wish(consent), staff=dana, now=NOW),
            lambda consent=consent: revoke_consent(consent=consent, how="written", words="", staff=dana, now=NOW),
        )
        assert errors_in([revoked]) == []
        assert isinstance(added, Supporter | NotConsentedError)
        assert not Supporter.objects.filter(consent_id=consent.id, ended_at=None).exists()
