import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer

from bot.language.features import LetterWeights, letter_sequences
from bot.language.intent_model import DIRECTIONS, GAMMA, RIDGE, IntentModel, ModelDamaged

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
    np.testing.assert_allclose(letters.matrix(TEXTS).toarray(), expected.toarray(), atol=1e-6)


def test_unknown_letters_weigh_nothing() -> None:
    columns, weights = LetterWeights.learn(TEXTS).weigh("123 ???")
    assert len(columns) == len(weights) == 0


def test_reading_ranks_scopes_and_topics(model: IntentModel) -> None:
    evidence = model.read(["vaccine shot"], vectors(4)[3:])
    assert evidence.topics[0][0] == "p.vaccine"
    assert {name for name, _ in evidence.scopes} == {"topic", "greeting", "goodbye"}
    assert evidence.topics[0][1] > 2 * evidence.topics[1][1]
    for ranking in (evidence.scopes, evidence.topics):
        scores = [score for _, score in ranking]
        assert scores == sorted(scores, reverse=True)


def test_what_is_far_from_every_example_scores_near_zero(model: IntentModel) -> None:
    far = -10 * vectors(1)
    evidence = model.read(["qqq"], far)
    assert max(abs(score) for _, score in (*evidence.scopes, *evidence.topics)) < 0.01


def test_a_sentence_that_asks_counts_within_a_story(model: IntentModel) -> None:
    story, question = vectors(12)[9], vectors(4)[3]
    alone = dict(model.read(["bye bye see you soap"], story[None]).topics)["p.vaccine"]
    parts = ["bye bye see you soap", "bye bye see you", "vaccine shot"]
    mixed = dict(model.read(parts, np.vstack([story, story, question])).topics)["p.vaccine"]
    assert mixed > alone


def test_scores_are_those_of_scikit_learn(model: IntentModel) -> None:
    from sklearn.kernel_ridge import KernelRidge

    wanted = np.array([[intent == name for name in model.topic_names] for intent in INTENTS], dtype=np.float32)
    reference = KernelRidge(alpha=RIDGE, kernel="rbf", gamma=GAMMA).fit(model.points, wanted)
    topics, _ = model.scores(TEXTS[4], vectors(5)[4])
    np.testing.assert_allclose(topics, reference.predict(model.points[4:5])[0], atol=1e-3)
    assert model.directions.shape[1] <= DIRECTIONS


def test_saved_and_loaded_model_reads_the_same(model: IntentModel, tmp_path) -> None:
    model.save(tmp_path / "m.npz")
    again = IntentModel.load(tmp_path / "m.npz")
    before, after = model.read(["soap"], vectors(1)), again.read(["soap"], vectors(1))
    assert dict(before.topics) == pytest.approx(dict(after.topics), abs=1e-2)
    assert dict(before.scopes) == pytest.approx(dict(after.scopes), abs=1e-2)


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
