"""People: their profiles and figures, one context entry a person, so that renaming one freshens that one."""

from __future__ import annotations

from itertools import count

from board_models import (
    PageLimit,
    PageNumber,
    PeoplePage,
    PersonName,
    PersonTitle,
    Profile,
    Suggestion,
    UserStats,
)
from django.db.models.functions import Lower
from mizan import Call, ErrorDeclaration, ReactContext, client

from board.models import Comment, Task, User
from board.paging import to_slice
from board.refusals import forbidden, is_staff, not_found, signed_in_id

UserContext = ReactContext("user", doc="One person.")
PeopleContext = ReactContext("people", doc="Who works here.")
NAME_TAKEN = ErrorDeclaration("NAME_TAKEN", 409, Suggestion)


@client(context=UserContext, cache=60)
def user_profile(call: Call, user_id: int) -> Profile:
    return _to_profile(_find_person(user_id))


@client(context=UserContext, cache=60)
def user_stats(call: Call, user_id: int) -> UserStats:
    person = _find_person(user_id)
    assigned = Task.objects.filter(assignee_id=user_id)
    return UserStats(
        open_tasks=assigned.exclude(status="done").count(),
        done_tasks=assigned.filter(status="done").count(),
        comments=Comment.objects.filter(author_id=user_id).count(),
        storage_bytes=person.storage_bytes,
    )


@client(context=PeopleContext, cache=60)
def people_list(call: Call, page: PageNumber = 1, limit: PageLimit = 20) -> PeoplePage:
    """Longest here first."""
    people = User.objects.order_by("joined_at")
    user_ids = list(people.values_list("id", flat=True)[to_slice(page, limit)])
    return PeoplePage(user_ids=user_ids, total=people.count())


@client(affects=UserContext, merge=UserContext, auth=True, errors=[NAME_TAKEN])
def update_profile(call: Call, user_id: int, name: PersonName, title: PersonTitle) -> Profile:
    """Changes how a person is shown. Everybody may change their own profile, staff everybody’s."""
    if signed_in_id(call) != user_id and not is_staff(call):
        raise forbidden("change this profile")
    if _is_taken(name, user_id):
        raise NAME_TAKEN(Suggestion(suggestion=_suggest_name(name, user_id)))
    User.objects.filter(pk=user_id).update(name=name, title=title)
    return _to_profile(_find_person(user_id))


def _find_person(user_id: int) -> User:
    person = User.objects.filter(pk=user_id).first()
    if person is None:
        raise not_found("person", user_id)
    return person


def _to_profile(person: User) -> Profile:
    return Profile(
        user_id=person.pk,
        name=person.name,
        handle=person.handle,
        title=person.title,
        hue=person.hue,
        is_staff=person.is_staff,
        joined_at=person.joined_at,
    )


def _is_taken(name: str, except_user_id: int) -> bool:
    others = User.objects.exclude(pk=except_user_id).alias(lowered=Lower("name"))
    return others.filter(lowered=name.lower()).exists()


def _suggest_name(name: str, user_id: int) -> str:
    suggestions = (f"{name[:74]} {number}" for number in count(2))
    return next(suggestion for suggestion in suggestions if not _is_taken(suggestion, user_id))
