"""The contenders side by side in one project."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI
from pydantic import BaseModel, TypeAdapter, ValidationError

from benchmarks.dispatch_models import Profile, Update, make_profile, make_rows

ninja = NinjaAPI()
rows = TypeAdapter(list[Profile])


class Asked(BaseModel):
    user_id: int
    limit: int = 3


@csrf_exempt
def plain_update(request: HttpRequest) -> HttpResponse:
    try:
        asked = Update.model_validate_json(request.body)
    except ValidationError as error:
        return HttpResponse(error.json(), status=422, content_type="application/json")
    result = make_profile(asked.user_id, asked.name, asked.tags)
    return HttpResponse(result.model_dump_json(), content_type="application/json")


def plain_query(request: HttpRequest) -> HttpResponse:
    try:
        asked = Asked.model_validate(request.GET.dict())
    except ValidationError as error:
        return HttpResponse(error.json(), status=422, content_type="application/json")
    return HttpResponse(
        rows.dump_json(make_rows(asked.user_id, asked.limit)), content_type="application/json"
    )


@ninja.post("/update", response=Profile)
def ninja_update(request: HttpRequest, asked: Update) -> Profile:
    return make_profile(asked.user_id, asked.name, asked.tags)


urlpatterns = [
    path("api/mizan/", include("mizan.django.urls")),
    path("plain/update/", plain_update),
    *(path(f"plain/query{number}/", plain_query) for number in range(1, 6)),
    path("ninja/", ninja.urls),
]
