from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower

from subgroup.models.group import Stamped


class PersonManager(BaseUserManager["Person"]):
    def get_queryset(self) -> Stamped["Person"]:
        return Stamped(self.model, using=self._db)

    def create_user(
        self, email: str, name: str = "", password: str | None = None, **fields: object
    ) -> "Person":
        """A person; without a password they can be named in a seat but cannot sign in until they are invited."""
        person = self.model(email=email.strip().lower(), name=name, **fields)
        person.set_password(password) if password else person.set_unusable_password()
        person.save(using=self._db)
        return person

    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(email__iexact=username)


class Person(AbstractBaseUser, PermissionsMixin):
    """Anybody the application knows by name. What they may do comes from seats, deputyships and roles, never from here."""

    email = models.EmailField("e-mail", max_length=254, unique=True)
    name = models.CharField(max_length=200)
    is_active = models.BooleanField("may sign in", default=True)
    joined_at = models.DateTimeField(null=True, blank=True, help_text="When they accepted the invitation")

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]
    objects = PersonManager()

    class Meta:
        ordering = ["name", "id"]
        constraints = [models.UniqueConstraint(Lower("email"), name="person_email_unique")]

    def __str__(self) -> str:
        return self.name or self.email
