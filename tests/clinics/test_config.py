"""clinics.yml: what is right is read as it is meant, what is wrong is told at once, in words, with its place."""

import json
import re
from collections.abc import Callable
from dataclasses import fields
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed448, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from hypothesis import given
from hypothesis import strategies as st
from jwt.algorithms import ECAlgorithm, OKPAlgorithm, RSAAlgorithm
from portals import NORTH, SOUTH, WHOLE, clinic, pem, private_key

from bot import paths
from bot.clinics import config
from bot.clinics.addresses import origin
from bot.clinics.colours import colour, contrast
from bot.clinics.config import Clinic, ClinicsInvalid, UnknownClinic, public_only, read_clinics
from bot.clinics.model import PUBLIC
from bot.clinics.table import Unfit

EXAMPLE = paths.ROOT / "clinics.example.yml"
Found = Callable[..., list[str]]
ADULT = {"analyte": "IgM", "age_from_months": 216, "age_to_months": 1800, "low": 40, "high": 230, "unit": "mg/dL"}


def test_the_example_is_right_and_uses_every_field() -> None:
    clinics = read_clinics(EXAMPLE)
    assert [one.id for one in clinics] == [PUBLIC, "north-clinic", "south-clinic"]
    north = clinics.get("north-clinic")
    assert (north.country, north.emergency_number, north.retention_minutes) == ("US", "911", 20)
    assert {key.algorithm for key in north.portal_keys} == {"EdDSA", "ES256"}
    assert north.intervals[1].low == Decimal("6.1")
    assert clinics.get("south-clinic").emergency_number == "112"
    guide = EXAMPLE.read_text(encoding="utf-8").partition("\ndefault:")[0]
    assert all(re.search(rf"^#   {name}\b", guide, re.M) for name in config.FIELDS)
    assert set(config.FIELDS) == {field.name for field in fields(Clinic)}


def test_a_server_without_a_file_has_one_clinic_for_its_own_pages() -> None:
    clinics = public_only()
    assert (len(clinics), clinics.default.id, clinics.default.allowed_origins) == (1, PUBLIC, frozenset())
    assert clinics.default.retention_minutes == 30
    assert "911" in clinics.default.emergency_number
    with pytest.raises(UnknownClinic) as unknown:
        clinics.get("north'; --")
    assert isinstance(unknown.value, KeyError)
    assert "north" not in str(unknown.value)


def test_what_is_shown_is_json_without_keys(write: Callable[..., Path]) -> None:
    shown = (
        read_clinics(write([clinic("north", NORTH, "ed", theme={"accent": "#005", "accent_text": "white"})]))
        .get("north")
        .shown()
    )
    assert json.loads(json.dumps(shown)) == {
        "id": "north", "name": "North", "contact": "x", "emergency_number": public_only().default.emergency_number,
        "theme": {"accent": "#005", "accent_text": "white"}, "privacy": None,
    }  # fmt: skip


def test_the_default_can_be_named(write: Callable[..., Path], mistakes: Found) -> None:
    assert read_clinics(write([WHOLE], default="north")).default.id == "north"
    assert read_clinics(write([{**WHOLE, "id": PUBLIC, "name": "Ours"}])).default.name == "Ours"
    assert "'south' is not known here; use north or public" in mistakes([WHOLE], default="south")[0]


@pytest.mark.parametrize(
    ("written", "meant"), [("AU\n  emergency_number: 000", "000"), ("us", "911"), ("FR\n  emergency_number: 15", "15")]
)
def test_numbers_and_countries_are_text(write: Callable[..., Path], written: str, meant: str) -> None:
    text = f"clinics:\n- id: on\n  name: NO\n  contact: 007\n  country: {written}\n"
    read = read_clinics(write(text)).get("on")
    assert (read.name, read.contact, read.emergency_number) == ("NO", "007", meant)


def test_all_mistakes_are_told_at_once_with_their_lines(mistakes: Found) -> None:
    found = mistakes(
        "defualt: x\nclinics:\n- id: North!\n  name: N\n  contact: c\n  retention_minutes: 61\n"
        "  allowed_origins: ['*']\n  colour: red\n- name: S\n  contact: c\n  country: NO\n"
    )
    assert [int(re.match(r"clinics.yml, line (\d+)", one)[1]) for one in found] == [1, 3, 6, 7, 8, 9, 11]
    assert "did you mean default?" in found[0]
    assert "clinics[1].allowed_origins[1]" in found[3]
    assert "'NO'" in found[-1]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "the file is empty"),
        ("[", "this is not YAML"),
        ("a: &x [1]\nb: *x", "anchors and aliases"),
        ("clinics: !!python/object/apply:os.system ['true']", "is not read; take it away"),
        ("clinics: []", "no clinic is listed"),
        ("clinics:", "clinics is missing"),
        ("- a", "fields are expected here"),
        ("clinics: north", "a list is expected here"),
        ("clinics: [north]", "fields are expected here"),
        ("clinics:\n- id: n\n  name: [a]\n  contact: c", "a text is expected here"),
        ("clinics:\n- id: n\n  name: a\n  name: b\n  contact: c", "name stands here twice (first in line 3)"),
        ("clinics:\n- id: n\n  name: ''\n  contact: c", "the text is empty"),
        ('clinics:\n- id: n\n  name: "a\\u202eb"\n  contact: c', "control character"),
        ("clinics:\n- {id: n, name: a, contact: c, ? [x] : y}", "a name is expected"),
        pytest.param("[" * 500, "this is not YAML", id="deep"),
        ("&a [*a]", "anchors and aliases"),
    ],
)
def test_files_that_are_no_list_of_clinics(mistakes: Found, text: str, said: str) -> None:
    assert any(said in one for one in mistakes(text))


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    odd, large = tmp_path / "odd.yml", tmp_path / "large.yml"
    odd.write_bytes(b"\xff\xfe\x00")
    large.write_text("#" * 1_000_001)
    for path, said in (
        (tmp_path / "none.yml", "cannot be read"),
        (odd, "not UTF-8"),
        (large, "1,000,000"),
        (tmp_path, "cannot be read"),
    ):
        with pytest.raises(ClinicsInvalid, match=said):
            read_clinics(path)


@pytest.mark.parametrize(
    "right",
    ["https://portal.example.org", "https://a.example:8443", "http://localhost:5005", "http://127.0.0.1", "http://[::1]:8080",
     "https://xn--bcher-kva.example", "https://192.0.2.7", "https://[2001:db8::1]"],
)  # fmt: skip
def test_exact_origins(right: str) -> None:
    assert origin(right) == right


@pytest.mark.parametrize(
    "wrong",
    ["https://a.example/", "https://a.example/x", "https://*.example", "*", "null", "http://a.example", "https://a.example:443",
     "http://localhost:80", "https://A.example", "a.example", "https://", "https://bücher.example", "https://u@a.example",
     "https://a.example:0", "https://a.example:70000", "https://a..example", "https://-a.example", "https://a.example?x",
     "https://a.example;script-src 'unsafe-inline'", "https://a.example b", "javascript:alert(1)", "https://a.example\n",
     "https://1.2.3", "https://01.2.3.4", "https://[::0001]", "https://[::1", "https://" + "a." * 130 + "example"],
)  # fmt: skip
def test_what_is_no_exact_origin(wrong: str) -> None:
    with pytest.raises(Unfit):
        origin(wrong)


@given(st.text(alphabet="htps:/.*a1-[]@?#;' \n", max_size=30))
def test_an_origin_that_is_taken_can_stand_in_a_policy(text: str) -> None:
    try:
        taken = origin(text)
    except Unfit:
        return
    assert re.fullmatch(r"https?://[a-z0-9.\-:\[\]]+", taken)


@pytest.mark.parametrize(
    "right", ["#05a", "#0055aa", "rebeccapurple", "White", "rgb(0, 90, 160)", "hsl(200, 100%, 30%)"]
)
def test_colours(right: str) -> None:
    assert colour(right) == right


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "#12",
        "#11223344",
        "blu",
        "rgb(300, 0, 0)",
        "hsv(1, 2%, 3%)",
        "red;x:y",
        "var(--a)",
        "url(x)",
        "#fff\n",
        "transparent",
    ],
)
def test_what_is_no_colour(wrong: str) -> None:
    with pytest.raises(Unfit):
        colour(wrong)


def test_contrast_is_that_of_the_guidelines() -> None:
    assert contrast("black", "white") == pytest.approx(21)
    assert contrast("#767676", "white") == pytest.approx(4.54, abs=0.01)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_themes_that_cannot_be_read_are_refused(mistakes: Found) -> None:
    found = mistakes([{**WHOLE, "theme": {"accent": "#777", "accent_text": "white", "text": "black", "font": "x"}}])
    assert any("hard to read on accent (contrast 4.48)" in one for one in found)
    assert any("background and text belong together" in one for one in found)
    assert any("no field 'font'" in one for one in found)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"emergency_number": 911}, "set country too"),
        ({"country": "US", "emergency_number": 999}, "has for US (911)"),
        ({"country": "US", "emergency_number": "call"}, "is no emergency number"),
        ({"country": "XX"}, "no numbers are known for 'XX'"),
        ({"retention_minutes": 0}, "from 1 to 60"),
        ({"retention_minutes": "1.5"}, "from 1 to 60"),
        ({"languages": ["es"]}, "use en"),
        ({"privacy": "http://a.example"}, "no web address"),
        ({"privacy": "javascript:alert(1)"}, "no web address"),
        ({"privacy": "https://u:p@a.example/"}, "no web address"),
        ({"id": "a" * 41}, "is no id"),
        ({"id": "../x"}, "is no id"),
        ({"name": "n" * 81}, "at most 80"),
        ({"portal_issuer": NORTH}, "belong together"),
        ({"portal_only": True}, "nobody could come in"),
        ({"portal_only": "perhaps"}, "neither true nor false"),
        ({"allowed_origins": "https://a.example"}, "a list is expected"),
        ({"allowed_origins": ["https://a.example"] * 2}, "stands here twice"),
        ({"portal_issuer": "a b", "portal_keys": []}, "an issuer is"),
    ],
)
def test_fields_that_are_wrong(mistakes: Found, fields: dict[str, Any], said: str) -> None:
    found = mistakes([{**WHOLE, **fields}])
    assert len(found) == 1
    assert said in found[0]


def with_key(**entry: Any) -> list[dict[str, Any]]:
    return [{**WHOLE, "portal_issuer": NORTH, "portal_keys": [entry]}]


@pytest.mark.parametrize(("name", "algorithm"), [("rsa", RSAAlgorithm), ("ec", ECAlgorithm), ("ed", OKPAlgorithm)])
def test_keys_are_the_same_as_pem_and_as_jwk(write: Callable[..., Path], name: str, algorithm: Any) -> None:
    jwk = algorithm.to_jwk(private_key(name).public_key(), as_dict=True)
    from_pem = read_clinics(write(with_key(kid="k", pem=pem(name)))).get("north").portal_keys[0]
    from_jwk = read_clinics(write(with_key(jwk={**jwk, "kid": "k", "use": "sig"}))).get("north").portal_keys[0]
    assert (from_pem.kid, from_pem.algorithm, from_pem.fingerprint) == (
        from_jwk.kid,
        from_jwk.algorithm,
        from_jwk.fingerprint,
    )
    assert from_pem.algorithm == {"rsa": "RS256", "ec": "ES256", "ed": "EdDSA"}[name]


def ed_jwk() -> dict[str, Any]:
    return OKPAlgorithm.to_jwk(private_key("ed").public_key(), as_dict=True)


def private_jwk() -> dict[str, Any]:
    return RSAAlgorithm.to_jwk(private_key("rsa"), as_dict=True) | {"kid": "k"}


def private_pem() -> str:
    return private_key("rsa").private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def public_pem(key: Any) -> str:
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        (lambda: {"kid": "k", "pem": private_pem()}, "private or shared key"),
        (lambda: {"jwk": private_jwk()}, "private or shared key"),
        (lambda: {"jwk": {"kty": "oct", "k": "c2VjcmV0", "kid": "k"}}, "private or shared key"),
        (lambda: {"kid": "k", "pem": public_pem(rsa.generate_private_key(65537, 1024))}, "too short"),
        (lambda: {"kid": "k", "pem": public_pem(ec.generate_private_key(ec.SECP384R1()))}, "kind of key"),
        (lambda: {"kid": "k", "pem": public_pem(ec.generate_private_key(ec.SECP256K1()))}, "kind of key"),
        (lambda: {"kid": "k", "pem": public_pem(ed448.Ed448PrivateKey.generate())}, "kind of key"),
        (lambda: {"kid": "k", "pem": "-----BEGIN CERTIFICATE-----"}, "certificate"),
        (lambda: {"kid": "k", "pem": "hello"}, "no public key in PEM"),
        (lambda: {"kid": "k", "jwk": {"kty": "OKP", "crv": "Ed25519", "x": "A" * 43}}, "placeholder"),
        (lambda: {"kid": "k", "jwk": {"kty": "EC", "crv": "P-256", "x": "AAAA", "y": "AAAA"}}, "can be used"),
        (lambda: {"kid": "k", "jwk": {"kty": "EC"}}, "no public key that can be used"),
        (lambda: {"kid": "k", "jwk": {"crv": "P-256"}}, "kty is missing"),
        (lambda: {"kid": "k", "jwk": ed_jwk() | {"use": "enc"}}, "not for signatures"),
        (lambda: {"kid": "k", "jwk": ed_jwk() | {"alg": "HS256"}}, "write EdDSA"),
        (lambda: {"pem": pem("ed")}, "kid is missing"),
        (lambda: {"kid": "a b", "pem": pem("ed")}, "a kid is"),
        (lambda: {"kid": "k"}, "either pem or jwk"),
        (lambda: {"kid": "k", "pem": pem("ed"), "jwk": {"kty": "OKP"}}, "either pem or jwk"),
        (lambda: {"kid": "k", "pem": pem("ed"), "alg": "none"}, "no field 'alg'"),
    ],
)  # fmt: skip
def test_keys_that_may_not_be_used(mistakes: Found, entry: Callable[[], dict[str, Any]], said: str) -> None:
    found = mistakes(with_key(**entry()))
    assert any(said in one for one in found)
    secret = private_pem().splitlines()[1]
    assert not any(secret in one for one in found)


def test_nothing_is_shared_between_clinics(mistakes: Found) -> None:
    found = mistakes([clinic("north", NORTH, "ed"), clinic("north", SOUTH, "ec"), clinic("west", NORTH, "ed")])
    assert [part for one in found for part in ("the id", "the portal_issuer", "the key") if part in one] == [
        "the id",
        "the portal_issuer",
        "the key",
    ]
    assert "two keys are called ed" in mistakes([clinic("north", NORTH, "ed", "ed")])[0]


def test_own_intervals_are_read_exactly(write: Callable[..., Path]) -> None:
    row = {**ADULT, "low": "0.40", "high": "2.30", "unit": "gm/l", "sex": "female"}
    read = read_clinics(write([{**WHOLE, "intervals": [row, {**row, "sex": "male"}]}])).get("north").intervals
    assert (read[0].low, read[0].unit, read[0].source, read[0].sex) == (Decimal("0.40"), "g/L", "North", "female")
    assert read[0].fits(216, "female")
    assert not read[0].fits(215, "female")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"analyte": "IgX"}, "'IgX' is not known"),
        ({"unit": "furlongs"}, "no unit that is known"),
        ({"unit": "kU/L"}, "not measured in"),
        ({"low": 230}, "low is not below high"),
        ({"low": -1}, "is no number"),
        ({"low": "1e3"}, "is no number"),
        ({"low": "NaN"}, "is no number"),
        ({"high": 9000}, "no upper limit that laboratories print"),
        ({"unit": "g/L"}, "no upper limit that laboratories print"),
        ({"age_from_months": 0}, "begin at 6 months"),
        ({"age_from_months": 12}, "look like adult ones"),
        ({"age_to_months": 100}, "is not below age_to_months"),
        ({"age_to_months": 9999}, "more than 1800"),
        ({"sex": "F"}, "'F' is not known"),
        ({"default": "yes"}, "no field 'default'"),
        ({"high": None}, "high is missing"),
    ],
)
def test_intervals_that_are_wrong(mistakes: Found, change: dict[str, Any], said: str) -> None:
    found = mistakes([{**WHOLE, "intervals": [{**ADULT, **change}]}])
    assert len(found) == 1
    assert said in found[0]


def test_bands_do_not_overlap(mistakes: Found, write: Callable[..., Path]) -> None:
    later = {**ADULT, "age_from_months": 600}
    assert "overlaps" in mistakes([{**WHOLE, "intervals": [ADULT, later]}])[0]
    assert "overlaps" in mistakes([{**WHOLE, "intervals": [ADULT, {**later, "sex": "male"}]}])[0]
    read_clinics(write([{**WHOLE, "intervals": [{**ADULT, "age_to_months": 600}, later]}]))


NAMES = st.sampled_from([*config.FIELDS, "kid", "pem", "jwk", "kty", "analyte", "low"])
ANYTHING = st.recursive(
    st.none() | st.text(max_size=8) | st.integers(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=5),
    max_leaves=12,
)


@given(ANYTHING)
def test_whatever_is_written_is_read_or_refused_in_words(
    tmp_path_factory: pytest.TempPathFactory, content: Any
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.yml"
    path.write_text(json.dumps({"clinics": [content]}), encoding="utf-8")
    try:
        assert len(read_clinics(path)) == 2
    except ClinicsInvalid as refused:
        told = str(refused)
        assert all(line.startswith("any.yml, line ") for line in told.splitlines())
