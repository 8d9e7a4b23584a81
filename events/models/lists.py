"""Which columns a person chose for a fair's list."""

from django.db import models


class ChosenColumns(models.Model):
    """A person's own choice for one list, the same at every fair. Without one the list shows its usual columns."""

    person = models.ForeignKey("accounts.User", models.CASCADE, related_name="+")
    list_name = models.CharField(max_length=20)
    columns = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "list_name"], name="columns_chosen_once_per_list")]

    def __str__(self) -> str:
        return self.list_name
