"""Which web pages may use the API, and which may put it into a frame."""

import time
import uuid

import jwt
import pytest

from tests.channels.client import Client, problem
from tests.channels.conftest import AUDIENCE, PAGE_OF_NORTH
from tests.clinics.portals import NORTH, SOUTH, private_key

OTHER = "https://evil.example"


def portal_token(clinic: str = "north", **claims: object) -> str:
    now = int(time.time())
    issuer = {"north": NORTH, "south": SOUTH}[clinic]
    given = {"iss": issuer, "aud": AUDIENCE, "iat": now, "exp": now + 60, "jti": uuid.uuid4().hex, **claims}
    return jwt.encode(given, private_key(f"ed-{clinic}"), algorithm="EdDSA", headers={"kid": f"ed-{clinic}"})


def test_a_page_of_the_clinic_may_ask_and_read(client: Client) -> None:
    own = {"Origin": PAGE_OF_NORTH}
    answer = client.post("/api/v1/conversations", {"clinic": "north"}, headers=own)
    assert answer.status_code == 201
    assert answer.headers["access-control-allow-origin"] == PAGE_OF_NORTH
    assert "access-control-allow-credentials" not in answer.headers
    assert "Origin" in answer.headers["vary"]
    client.token = answer.json()["token"]
    assert client.request("GET", "/api/v1/conversations/current", headers=own).status_code == 200


def test_the_page_of_another_clinic_may_not(client: Client) -> None:
    south = {"Origin": "https://www.south.example"}
    problem(client.post("/api/v1/conversations", {"clinic": "north"}, headers=south), 403, "origin")
    client.begin(clinic="north")
    for method, path in (("GET", "/api/v1/conversations/current"), ("DELETE", "/api/v1/conversations/current")):
        problem(client.request(method, path, headers=south), 403, "origin")
    assert client.current().status_code == 200


@pytest.mark.parametrize(
    "origin", [OTHER, "null", "http://www.north.example", f"{PAGE_OF_NORTH}.evil.example", "x[", ""]
)
def test_no_other_page_may_ask_or_read(client: Client, origin: str) -> None:
    for body in ({"clinic": "north"}, {}):
        answer = client.post("/api/v1/conversations", body, headers={"Origin": origin})
        problem(answer, 403, "origin")
        assert "access-control-allow-origin" not in answer.headers


def test_the_servers_own_pages_may(client: Client) -> None:
    assert client.post("/api/v1/conversations", {}, headers={"Origin": client.address}).status_code == 201


def test_a_browser_that_asks_first_is_answered(client: Client) -> None:
    asked = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization,content-type"}
    answer = client.request("OPTIONS", "/api/v1/messages", headers={"Origin": PAGE_OF_NORTH, **asked})
    assert answer.status_code == 204
    assert answer.headers["access-control-allow-origin"] == PAGE_OF_NORTH
    assert "DELETE" in answer.headers["access-control-allow-methods"]
    refused = client.request("OPTIONS", "/api/v1/messages", headers={"Origin": OTHER, **asked})
    problem(refused, 403, "origin")


def test_a_problem_can_be_read_by_the_page(client: Client) -> None:
    client.token = "x"
    answer = client.request("GET", "/api/v1/conversations/current", headers={"Origin": PAGE_OF_NORTH})
    problem(answer, 401, "no-token")
    assert answer.headers["access-control-allow-origin"] == PAGE_OF_NORTH


def test_a_clinic_may_want_the_portals_token(client: Client) -> None:
    problem(client.post("/api/v1/conversations", {"clinic": "south"}), 403, "portal-only")
    token = portal_token("south")
    assert client.begin(clinic="south", portal_token=token).began["clinic"]["id"] == "south"
    problem(client.post("/api/v1/conversations", {"portal_token": token}), 409, "portal-token-used")


@pytest.mark.parametrize(
    "claims", [{"aud": "https://other.example"}, {"exp": 1}, {"iss": SOUTH}, {"jti": "short"}, {"iat": "now"}]
)
def test_a_portal_token_that_does_not_fit_is_refused(client: Client, claims: dict[str, object]) -> None:
    answer = client.post("/api/v1/conversations", {"clinic": "north", "portal_token": portal_token(**claims)})
    assert problem(answer, 401, "portal-token")["reason"]
    client.token = portal_token(**claims)
    problem(client.post("/api/v1/portal/conversations", {}), 401, "portal-token")


def test_the_token_of_one_clinic_opens_no_other(client: Client) -> None:
    body = {"clinic": "south", "portal_token": portal_token("north")}
    problem(client.post("/api/v1/conversations", body), 401, "portal-token")


def test_a_portal_begins_a_conversation_from_its_server(client: Client) -> None:
    client.token = portal_token("south")
    answer = client.post("/api/v1/portal/conversations", {})
    assert answer.status_code == 201
    client.token = answer.json()["token"]
    assert client.current().json()["clinic"]["id"] == "south"


def test_pages_run_only_own_scripts_and_stand_only_in_frames_of_the_clinic(client: Client) -> None:
    demo = client.request("GET", "/")
    assert demo.headers["content-type"] == "text/html; charset=utf-8"
    assert "script-src 'self'" in demo.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in demo.headers["content-security-policy"]
    embed = client.request("GET", "/embed?clinic=north")
    assert embed.headers["content-security-policy"].endswith(f"frame-ancestors 'self' {PAGE_OF_NORTH}")
    assert client.request("GET", "/embed").headers["content-security-policy"].endswith("frame-ancestors 'self'")
    problem(client.request("GET", "/embed?clinic=nowhere"), 404, "clinic")


def test_the_widgets_files_are_for_every_page(client: Client) -> None:
    answer = client.request("GET", "/widget/igm-guide.js")
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["access-control-allow-origin"] == "*"
    again = client.request("GET", "/widget/igm-guide.js", headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    "path",
    ["../demo.html", "%2e%2e/demo.html", "..%2fclinics.yml", ".hidden.js", "demo.html", "none.js", "", "a/../x.js"],
)
def test_no_other_file_is_served(client: Client, path: str) -> None:
    assert client.request("GET", f"/widget/{path}").status_code == 404


def test_the_infobutton_responder_is_part_of_the_server(client: Client) -> None:
    code = "mainSearchCriteria.v.cs=2.16.840.1.113883.6.90&mainSearchCriteria.v.c=D80.4"
    asked = f"/infobutton/service?{code}&knowledgeResponseType=application/json"
    answer = client.request("GET", asked)
    assert answer.status_code == 200
    assert answer.json()["feed"]["entry"]
