"""Organisations and people in Django's admin, for administrators only.

Changes go through the actions: the admin is one more place where an act may begin.
"""

from typing import Any

from allauth.account.decorators import secure_admin_login
from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from requests import RequestException

from portal.kernel.text import clean_line
from portal.kernel.verdict import Verdict
from portal.members.actions import (
    change_person,
    change_platform_role,
    create_person,
    join_organisation,
    leave_organisation,
    set_status,
)
from portal.members.models import IdentityProvider, Membership, Organisation, User
from portal.members.requests import person_of
from portal.members.rules import may_bear_name, may_change_platform_role, may_join
from portal.members.sso.http import require_public

admin.site.site_header = "Kreiswissen"
admin.site.site_title = "Kreiswissen"
admin.site.index_title = _("Administration")
# One way to log in, with its limits and second factor: allauth's.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]


def _require(verdict: Verdict) -> None:
    if not verdict:
        raise ValidationError(str(verdict.reason))


@admin.register(Organisation)
class OrganisationAdmin(admin.ModelAdmin[Organisation]):
    """Names and keys are the official list's; what changes here is the status."""

    list_display = ("display_name", "kind", "ags", "status", "member_since")
    list_filter = ("status", "kind", "land")
    search_fields = ("display_name", "ags", "slug")
    fields = (
        "display_name", "kind", "type_label", "name", "slug", "ags", "land", "population",
        "status", "member_since",
    )  # fmt: skip
    readonly_fields = fields[:-2]

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002 - Django's signature
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Organisation | None = None) -> bool:  # noqa: ARG002 - Django's signature
        return False

    def save_model(self, request: HttpRequest, obj: Organisation, form: Any, change: bool) -> None:  # noqa: ARG002, FBT001 - Django's signature
        set_status(
            actor=person_of(request), organisation=obj, status=obj.status, on=timezone.localdate()
        )


class PersonForm(forms.ModelForm[User]):
    """A person's address, name and role; passwords are nobody's but her own business."""

    actor: User

    class Meta:
        model = User
        fields = ("email", "name", "platform_role", "is_active")

    def clean_email(self) -> str:
        """Addresses are compared in lower case."""
        return str(self.cleaned_data["email"]).strip().lower()

    def clean_name(self) -> str:
        """Say here what the action would refuse."""
        name = clean_line(str(self.cleaned_data["name"]))
        _require(may_bear_name(name))
        return name

    def clean_platform_role(self) -> str:
        """Say here what the action would refuse."""
        role = str(self.cleaned_data["platform_role"])
        if self.instance.pk and role != self.instance.platform_role:
            _require(may_change_platform_role(self.actor, self.instance))
        return role


@admin.register(User)
class UserAdmin(admin.ModelAdmin[User]):
    """People are made here until counties invite their own."""

    form = PersonForm
    list_display = ("name", "email", "platform_role", "is_active", "last_login")
    list_filter = ("platform_role", "is_active")
    search_fields = ("name", "email")
    readonly_fields = ("last_login", "date_joined")

    def get_form(self, request: HttpRequest, *args: Any, **options: Any) -> Any:
        form: Any = super().get_form(request, *args, **options)
        form.actor = person_of(request)
        return form

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:  # noqa: ARG002 - Django's signature
        # The address of an account changes by its owner's confirmation only.
        return ("email", *self.readonly_fields) if obj else ()

    def get_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:  # noqa: ARG002 - Django's signature
        fields = ("email", "name", "platform_role")
        return (*fields, "is_active", *self.readonly_fields) if obj else fields

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:  # noqa: ARG002 - Django's signature
        # What somebody wrote stays with her county; an account is switched off instead.
        return False

    def save_model(self, request: HttpRequest, obj: User, form: PersonForm, change: bool) -> None:  # noqa: FBT001 - Django's signature
        if not change:
            made = create_person(
                actor=person_of(request),
                email=obj.email,
                name=obj.name,
                platform_role=obj.platform_role,
            )
            obj.pk = made.pk
            return
        if "platform_role" in form.changed_data:
            change_platform_role(
                actor=person_of(request), person=obj, platform_role=obj.platform_role
            )
        change_person(actor=person_of(request), person=obj, name=obj.name, is_active=obj.is_active)


class MembershipForm(forms.ModelForm[Membership]):
    """Who acts for whom, in which role."""

    class Meta:
        model = Membership
        fields = ("user", "organisation", "role")

    def clean(self) -> dict[str, Any]:
        """Say here what the action would refuse."""
        values = super().clean() or {}
        person, organisation = values.get("user"), values.get("organisation")
        if person and organisation:
            _require(may_join(person, organisation))
        return values


@admin.register(Membership)
class MembershipAdmin(admin.ModelAdmin[Membership]):
    form = MembershipForm
    list_display = ("user", "organisation", "role", "joined_at")
    list_filter = ("role",)
    search_fields = ("user__name", "user__email", "organisation__display_name")
    autocomplete_fields = ("user", "organisation")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Membership]:
        return super().get_queryset(request).select_related("user", "organisation")

    def get_readonly_fields(
        self,
        request: HttpRequest,  # noqa: ARG002 - Django's signature
        obj: Membership | None = None,
    ) -> tuple[str, ...]:
        return ("user", "organisation") if obj else ()

    def save_model(
        self,
        request: HttpRequest,
        obj: Membership,
        form: Any,  # noqa: ARG002 - Django's signature
        change: bool,  # noqa: ARG002, FBT001 - Django's signature
    ) -> None:
        made = join_organisation(
            actor=person_of(request),
            person=obj.user,
            organisation=obj.organisation,
            role=obj.role,
            now=timezone.now(),
        )
        obj.pk = made.pk

    def delete_model(self, request: HttpRequest, obj: Membership) -> None:
        leave_organisation(actor=person_of(request), membership=obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Membership]) -> None:
        for membership in queryset:
            self.delete_model(request, membership)


class IdentityProviderForm(forms.ModelForm[IdentityProvider]):
    """A county's log-in; its secret is written here and never shown."""

    issuer = forms.URLField(
        label=_("issuer"),
        assume_scheme="https",
        help_text=_("https://…, as its discovery document says."),
    )
    client_secret = forms.CharField(
        label=_("client secret"),
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Stays as it is if you enter nothing."),
    )

    class Meta:
        model = IdentityProvider
        fields = (
            "organisation", "name", "slug", "issuer", "client_id", "client_secret", "role_claim",
            "coordinator_value", "is_active",
        )  # fmt: skip

    def clean_issuer(self) -> str:
        """The server asks this address: it must be encrypted and public."""
        issuer = str(self.cleaned_data["issuer"])
        try:
            require_public(issuer)
        except RequestException as error:
            raise ValidationError(
                _("Please enter an https address that can be reached from the internet.")
            ) from error
        return issuer

    def clean_client_secret(self) -> str:
        """Nothing entered means the old one."""
        secret = str(self.cleaned_data["client_secret"]) or self.instance.client_secret
        if not secret:
            raise ValidationError(_("Please enter the secret that the county's server gave you."))
        return secret


@admin.register(IdentityProvider)
class IdentityProviderAdmin(admin.ModelAdmin[IdentityProvider]):
    """What names the people behind it stays: elsewhere the same number is somebody else."""

    form = IdentityProviderForm
    list_display = ("name", "organisation", "issuer", "is_active")
    autocomplete_fields = ("organisation",)

    def get_readonly_fields(
        self,
        request: HttpRequest,  # noqa: ARG002 - Django's signature
        obj: IdentityProvider | None = None,
    ) -> tuple[str, ...]:
        return ("organisation", "slug", "issuer") if obj else ()

    def has_delete_permission(
        self,
        request: HttpRequest,  # noqa: ARG002 - Django's signature
        obj: IdentityProvider | None = None,  # noqa: ARG002 - Django's signature
    ) -> bool:
        return False
