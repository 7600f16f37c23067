"""The OpenAPI description is true: every route is in it, requests and answers keep to it."""

import json
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis_jsonschema import from_schema

from bot.channels.bodies import description, validator
from tests.channels.client import Client

SCHEMAS = description()["components"]["schemas"]
BODIES = {
    ("POST", path): method["post"]["requestBody"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
    for path, method in description()["paths"].items()
    if "post" in method
}
SLOW = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), database=None)


def resolved(schema: Any) -> Any:
    """The schema without references."""
    if isinstance(schema, dict) and "$ref" in schema:
        return resolved(SCHEMAS[schema["$ref"].rpartition("/")[2]])
    if isinstance(schema, dict):
        return {name: resolved(part) for name, part in schema.items()}
    return [resolved(part) for part in schema] if isinstance(schema, list) else schema


def declared(method: str, path: str, status: int) -> Any:
    """The schema of an answer, None where it has no content."""
    answers = description()["paths"][path][method.lower()]["responses"]
    answer = answers.get(str(status), answers["default"])
    if "$ref" in answer:
        answer = description()["components"]["responses"][answer["$ref"].rpartition("/")[2]]
    return next(iter(answer["content"].items()))[1]["schema"] if "content" in answer else None


def keeps_to_the_description(method: str, path: str, answer: Any) -> None:
    schema = declared(method, path, answer.status_code)
    assert answer.status_code < 500
    if schema is None:
        assert answer.content == b""
        return
    wanted = "application/json" if answer.status_code < 400 else "application/problem+json"
    assert answer.headers["content-type"] == wanted
    jsonschema.Draft202012Validator(resolved(schema)).validate(answer.json())


def test_the_description_is_served_and_valid(client: Client) -> None:
    served = client.request("GET", "/openapi.json").json()
    assert served == description()
    assert served["openapi"].startswith("3.1")
    for schema in SCHEMAS.values():
        jsonschema.Draft202012Validator.check_schema(resolved(schema))


def test_every_route_is_described(server: Any) -> None:
    routes = {
        (method, "/" + route.path)
        for route in server.app.router.routes
        for method in route.methods
        if route.path.startswith(("api/", "health/", "openapi")) and method != "OPTIONS"
    }
    assert routes == {(method.upper(), path) for path, found in description()["paths"].items() for method in found}


@pytest.mark.parametrize(("method", "path"), BODIES)
def test_what_fits_the_schema_is_answered_as_described(client: Client, method: str, path: str) -> None:
    client.begin()

    @SLOW
    @given(body=from_schema(resolved(SCHEMAS[BODIES[method, path]])))
    def send(body: Any) -> None:
        answer = client.post(path, body)
        keeps_to_the_description(method, path, answer)
        assert answer.json().get("type") != "urn:igm-guide:problem:bad-fields"

    send()


@pytest.mark.parametrize(("method", "path"), BODIES)
def test_what_does_not_fit_is_refused(client: Client, method: str, path: str) -> None:
    client.begin()
    fits = validator(BODIES[method, path])
    anything = st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=20),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["message_id", "text", "fhir", "clinic", "rating", "x"]), inner, max_size=4
            )
        ),
        max_leaves=8,
    )

    @SLOW
    @given(body=anything.filter(lambda body: not fits.is_valid(body)))
    def send(body: Any) -> None:
        content = json.dumps(body).encode()
        answer = client.request(method, path, data=content, headers={"Content-Type": "application/json"})
        keeps_to_the_description(method, path, answer)
        assert answer.status_code in ((400, 401) if "portal" in path else (400,))

    send()


@pytest.mark.parametrize("path", [path for path, found in description()["paths"].items() if "get" in found])
def test_what_is_read_is_answered_as_described(client: Client, path: str) -> None:
    keeps_to_the_description("GET", path, client.begin().request("GET", path))
    client.token = "x"
    keeps_to_the_description("GET", path, client.request("GET", path))


def test_a_report_and_a_page_keep_to_the_description(client: Client) -> None:
    client.begin().say("my IgM is 32 mg/dL, IgG 900 mg/dL, IgA 150 mg/dL, I am 40")
    for text in ("no range is printed", "make a page for my doctor"):
        keeps_to_the_description("POST", "/api/v1/messages", client.send(text=text))
