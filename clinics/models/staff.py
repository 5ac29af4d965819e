"""Staff, the user model, and what each may do in which clinic."""

from collections.abc import Iterator
from typing import Any, ClassVar
from uuid import UUID

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.http import HttpRequest
from django.utils.functional import cached_property

from clinics.models.clinic import Clinic
from clinics.states import CARE_ROLES, Availability, Language, LinkKind, Role
from core.compiled import compiled
from core.ids import new_id
from core.rows import Row


class StaffManager(BaseUserManager["Staff"]):
    """Finds staff by e-mail, case ignored, as the sign-in form does."""

    def get_by_natural_key(self, username: str | None) -> "Staff":
        """The member of staff with this address; raises Staff.DoesNotExist."""
        return self.get(email__iexact=username or "")


class Staff(AbstractBaseUser):
    """Somebody who works here. What they see is bounded by their memberships, never by a superuser flag."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=80)
    languages = models.JSONField(default=list)
    interface_language = models.CharField(max_length=2, choices=Language.choices, default=Language.ENGLISH)
    availability = models.CharField(max_length=12, choices=Availability.choices, default=Availability.AVAILABLE)
    is_active = models.BooleanField(default=True)
    is_sample = models.BooleanField(default=False)
    date_joined = models.DateTimeField()

    objects: ClassVar[StaffManager] = StaffManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    # In the session of somebody whose second factor was right, or who has just set one up.
    SECOND_FACTOR_MARK: ClassVar[str] = "second_factor_passed"

    def __str__(self) -> str:
        return self.name

    def second_factor_ready(self, request: HttpRequest) -> bool:
        """Whether this session passed a second factor, where the set-up asks for one."""
        return not settings.REQUIRE_SECOND_FACTOR or request.session.get(self.SECOND_FACTOR_MARK) is True

    @cached_property
    def roles_by_clinic(self) -> dict[UUID, frozenset[str]]:
        """Clinic id → roles held there. Read once a request."""
        found: dict[UUID, set[str]] = {}
        for clinic_id, role in _memberships(staff_id=self.id):
            found.setdefault(clinic_id, set()).add(role)
        return {clinic_id: frozenset(roles) for clinic_id, roles in found.items()}

    def values_of(self) -> tuple[object, list[Any]]:
        """For `core.compiled`: what differs between two statements about people, and the ids that only fill one."""
        clinics = self._clinics_in_order()
        return (self.is_active, *(roles for roles, _id in clinics)), [self.id, *(clinic_id for _roles, clinic_id in clinics)]

    def with_values(self, values: Iterator[UUID]) -> "Staff":
        """For `core.compiled`: somebody with the same roles under other ids."""
        other = Staff(id=next(values), is_active=self.is_active)
        vars(other)["roles_by_clinic"] = {next(values): frozenset(roles) for roles, _id in self._clinics_in_order()}
        return other

    def _clinics_in_order(self) -> list[tuple[tuple[str, ...], UUID]]:
        return sorted((tuple(sorted(roles)), clinic_id) for clinic_id, roles in self.roles_by_clinic.items())

    @property
    def role_names(self) -> frozenset[str]:
        """Every role held in any clinic."""
        return frozenset().union(*self.roles_by_clinic.values())

    def clinics_with_role(self, *roles: str) -> list[UUID]:
        """Ids of the clinics in which this person holds one of `roles`."""
        wanted = set(roles)
        return [clinic_id for clinic_id, held in self.roles_by_clinic.items() if held & wanted]

    @property
    def care_clinics(self) -> list[UUID]:
        """Ids of the clinics whose people this person may see."""
        return self.clinics_with_role(*CARE_ROLES)


class Membership(models.Model):
    """One role of one member of staff in one clinic."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="memberships")
    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=12, choices=Role.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["staff", "clinic", "role"], name="membership_once")]

    def __str__(self) -> str:
        return self.role


@compiled()
def _memberships(*, staff_id: UUID) -> Any:
    return Membership.objects.filter(staff=staff_id).values_list("clinic_id", "role")


class AccountLink(Row):
    """A link mailed to a member of staff. It works once and for a time; only the hash of its token is kept."""

    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="account_links")
    kind = models.CharField(max_length=10, choices=LinkKind.choices)
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    # Used, taken back, or replaced by a newer one.
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["staff", "-created_at"], name="account_link_newest")]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"
