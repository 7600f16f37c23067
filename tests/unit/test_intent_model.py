import numpy as np
import pytest
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer

from bot.language.features import WEIGHT, LetterWeights, letter_sequences
from bot.language.intent_model import IntentModel, ModelDamaged, Regression

TEXTS = [
    "wash hands with soap",
    "hand washing how long",
    "soap or gel for hands",
    "flu shot for me",
    "which vaccine shot",
    "vaccine for flu",
    "hello there",
    "good morning hello",
    "hi hello you",
    "goodbye see you",
    "bye bye see you",
    "goodbye now",
    "blood sample from the arm",
    "needle in the arm for blood",
    "blood drawn with a needle",
]
INTENTS = [name for name in ("p.hands", "p.vaccine", "greeting", "goodbye", "p.blood") for _ in range(3)]
TOPICS = frozenset({"p.hands", "p.vaccine", "p.blood"})


def vectors(count: int) -> np.ndarray:
    rows = np.random.default_rng(0).normal(size=(count, 8)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


@pytest.fixture(scope="module")
def model() -> IntentModel:
    return IntentModel.fit(TEXTS, vectors(len(TEXTS)), INTENTS, TOPICS)


def test_letter_weights_are_those_of_scikit_learn() -> None:
    reference = TfidfVectorizer(analyzer=letter_sequences, sublinear_tf=True, min_df=2)
    expected = reference.fit_transform(TEXTS)
    letters = LetterWeights.learn(TEXTS)
    assert list(letters.columns) == list(reference.get_feature_names_out())
    np.testing.assert_allclose(letters.matrix(TEXTS).toarray(), expected.toarray() * WEIGHT, atol=1e-6)


def test_two_classes_are_refused() -> None:
    with pytest.raises(ValueError, match="three or more"):
        IntentModel.fit(TEXTS[:6], vectors(6), INTENTS[:6], TOPICS)


def test_unknown_letters_weigh_nothing() -> None:
    columns, weights = LetterWeights.learn(TEXTS).weigh("123 ???")
    assert len(columns) == len(weights) == 0


def test_reading_ranks_scopes_and_topics(model: IntentModel) -> None:
    evidence = model.read(["vaccine shot"], vectors(4)[3:])
    assert evidence.topics[0][0] == "p.vaccine"
    assert {name for name, _ in evidence.scopes} == {"topic", "greeting", "goodbye"}
    for ranking in (evidence.scopes, evidence.topics):
        probabilities = [probability for _, probability in ranking]
        assert probabilities == sorted(probabilities, reverse=True)
        assert sum(probabilities) == pytest.approx(1, abs=1e-5)


def test_a_sentence_that_asks_counts_within_a_story(model: IntentModel) -> None:
    story, question = vectors(12)[9], vectors(4)[3]
    alone = dict(model.read(["bye bye see you soap"], story[None]).topics)["p.vaccine"]
    parts = ["bye bye see you soap", "bye bye see you", "vaccine shot"]
    mixed = dict(model.read(parts, np.vstack([story, story, question])).topics)["p.vaccine"]
    assert mixed > alone


def test_nearness_is_the_similarity_to_the_nearest_topic_example(model: IntentModel) -> None:
    assert model.read(["anything"], vectors(6)[5:]).nearness == pytest.approx(1, abs=1e-5)


def test_folding_back_the_directions_changes_nothing() -> None:
    from sklearn.linear_model import LogisticRegression

    from bot.language.intent_model import STRENGTH

    letters = csr_matrix(np.random.default_rng(1).normal(size=(30, 4)) @ np.eye(4, 12))  # rank 4: SVD loses nothing
    labels = ["a", "b", "c"] * 10
    fitted = Regression.fit(vectors(30), letters, labels, directions=11)
    features = np.hstack([vectors(30), letters.toarray()])
    plain = LogisticRegression(C=STRENGTH, max_iter=5000, tol=1e-6).fit(features, labels)
    row = letters.toarray()[0].astype(np.float32)
    ranked = dict(fitted.ranked(fitted.probabilities(vectors(30)[0], np.arange(12), row)))
    expected = dict(zip(plain.classes_, plain.predict_proba(features[:1])[0], strict=True))
    assert ranked == pytest.approx(expected, abs=2e-2)


def test_saved_and_loaded_model_reads_the_same(model: IntentModel, tmp_path) -> None:
    model.save(tmp_path / "m.npz")
    again = IntentModel.load(tmp_path / "m.npz")
    before, after = model.read(["soap"], vectors(1)), again.read(["soap"], vectors(1))
    assert before.topics == after.topics
    assert before.scopes == after.scopes
    assert before.nearness == pytest.approx(after.nearness, abs=1e-2)


@pytest.mark.parametrize("content", [b"", b"not a model", b"PK\x03\x04broken"])
def test_damaged_model_is_refused(content: bytes, tmp_path) -> None:
    (tmp_path / "m.npz").write_bytes(content)
    with pytest.raises(ModelDamaged):
        IntentModel.load(tmp_path / "m.npz")


def test_missing_model_is_refused(tmp_path) -> None:
    with pytest.raises(ModelDamaged):
        IntentModel.load(tmp_path / "none.npz")


def test_model_file_with_code_in_it_is_refused(tmp_path) -> None:
    np.savez(tmp_path / "m.npz", sequences=np.array([object()], dtype=object), allow_pickle=True)
    with pytest.raises(ModelDamaged):
        IntentModel.load(tmp_path / "m.npz")
