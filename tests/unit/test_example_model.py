import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer

from bot.language.danger.model import KINDS, SAFE, kinds_of
from bot.language.evidence import evidence_of, part_of
from bot.language.example_model import GAMMA, RIDGE, Example, ExampleModel, ModelDamaged
from bot.language.features import LetterWeights, letter_sequences, words_of

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
DANGERS = ["blood everywhere", "he cannot breathe", "she cannot breathe"]


def vectors(count: int) -> np.ndarray:
    rows = np.random.default_rng(0).normal(size=(count, 8)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


ROWS = vectors(len(TEXTS) + len(DANGERS))
EXAMPLES = [
    *map(Example, TEXTS, ROWS, INTENTS, [SAFE] * len(TEXTS)),
    *(Example(text, row, danger="emergency") for text, row in zip(DANGERS, ROWS[len(TEXTS) :], strict=True)),
]


@pytest.fixture(scope="module")
def model() -> ExampleModel:
    return ExampleModel.fit(EXAMPLES, TOPICS)


def test_letter_weights_are_those_of_scikit_learn() -> None:
    reference = TfidfVectorizer(
        analyzer=lambda text: [sequence for word in words_of(text) for sequence in letter_sequences(word)],
        sublinear_tf=True,
        min_df=2,
    )
    expected = reference.fit_transform(TEXTS)
    letters = LetterWeights.learn(TEXTS)
    assert list(letters.columns) == list(reference.get_feature_names_out())
    np.testing.assert_allclose(letters.matrix(TEXTS).toarray(), expected.toarray(), atol=1e-6)


def test_only_public_words_are_kept() -> None:
    letters = LetterWeights.learn(TEXTS)
    first, _ = letters.weigh("good morning mrs goodwasher")
    second, _ = letters.weigh("good morning mrs goodwasher")
    assert list(first) == list(second)
    assert "good" in letters.looked_up
    assert "goodwasher" not in letters.looked_up


def test_unknown_letters_weigh_nothing() -> None:
    columns, weights = LetterWeights.learn(TEXTS).weigh("123 ???")
    assert len(columns) == len(weights) == 0


def test_reading_ranks_scopes_and_topics(model: ExampleModel) -> None:
    evidence = evidence_of(model.scores(["vaccine shot"], ROWS[3:4]))
    assert evidence.topics[0][0] == "p.vaccine"
    assert {name for name, _ in evidence.scopes} == {"topic", "greeting", "goodbye"}
    assert evidence.topics[0][1] > 2 * evidence.topics[1][1]
    for ranking in (evidence.scopes, evidence.topics):
        scores = [score for _, score in ranking]
        assert scores == sorted(scores, reverse=True)


def test_danger_is_scored_beside(model: ExampleModel) -> None:
    danger, safe = model.scores(["she cannot breathe", "goodbye now"], [ROWS[-1], ROWS[11]])
    assert danger.danger.emergency > 0.6 > 0.2 > safe.danger.emergency
    assert danger.danger.crisis == 0


def test_what_is_far_from_every_example_scores_near_zero(model: ExampleModel) -> None:
    (far,) = model.scores(["qqq"], -10 * ROWS[:1])
    assert max(abs(score) for score in (*far.topics.values(), *far.scopes.values(), far.danger.urgent)) < 0.01


def test_a_sentence_that_asks_counts_within_a_story(model: ExampleModel) -> None:
    story, question = ROWS[9], ROWS[3]
    alone = dict(evidence_of(model.scores(["bye bye see you soap"], [story])).topics)["p.vaccine"]
    parts = ["bye bye see you soap", "bye bye see you", "vaccine shot"]
    mixed = evidence_of(model.scores(parts, [story, story, question]))
    assert dict(mixed.topics)["p.vaccine"] > alone
    assert mixed.questions[1].topics[0][0] == "p.vaccine"


def test_several_texts_at_once_score_as_each_alone(model: ExampleModel) -> None:
    together = model.scores(TEXTS[:4], ROWS[:4])
    for text, row, scored in zip(TEXTS[:4], ROWS[:4], together, strict=True):
        (alone,) = model.scores([text], [row])
        assert dict(part_of(alone).topics) == pytest.approx(dict(part_of(scored).topics), abs=0.01)


def test_scores_are_those_of_scikit_learn(model: ExampleModel) -> None:
    from sklearn.kernel_ridge import KernelRidge

    learned = np.vstack([model.point(text, row) for text, row in zip(TEXTS, ROWS, strict=False)])
    wanted = np.array([[intent == name for name in model.topic_names] for intent in INTENTS], dtype=np.float32)
    reference = KernelRidge(alpha=RIDGE, kernel="rbf", gamma=GAMMA).fit(learned, wanted)
    (scored,) = model.scores(TEXTS[4:5], ROWS[4:5])
    np.testing.assert_allclose(list(scored.topics.values()), reference.predict(learned[4:5])[0], atol=0.01)


def test_saved_and_loaded_model_reads_the_same(model: ExampleModel, tmp_path) -> None:
    model.save(tmp_path / "m.npz")
    again = ExampleModel.load(tmp_path / "m.npz")
    (before,), (after,) = model.scores(["soap"], ROWS[:1]), again.scores(["soap"], ROWS[:1])
    assert before.topics == pytest.approx(after.topics, abs=1e-2)
    assert before.scopes == pytest.approx(after.scopes, abs=1e-2)
    assert set(again.danger_names) == KINDS


def test_of_ordinary_examples_every_second_teaches_that_it_is_safe() -> None:
    intents = ["a", "b", "urgent", "chitchat.bye", "c", "lab_resume", "crisis", "d"]
    assert list(kinds_of(intents)) == [SAFE, None, "emergency", SAFE, SAFE, None, "crisis", None]


@pytest.mark.parametrize("content", [b"", b"not a model", b"PK\x03\x04broken"])
def test_damaged_model_is_refused(content: bytes, tmp_path) -> None:
    (tmp_path / "m.npz").write_bytes(content)
    with pytest.raises(ModelDamaged):
        ExampleModel.load(tmp_path / "m.npz")


def test_missing_model_is_refused(tmp_path) -> None:
    with pytest.raises(ModelDamaged):
        ExampleModel.load(tmp_path / "none.npz")


def test_model_file_with_code_in_it_is_refused(tmp_path) -> None:
    np.savez(tmp_path / "m.npz", sequences=np.array([object()], dtype=object), allow_pickle=True)
    with pytest.raises(ModelDamaged):
        ExampleModel.load(tmp_path / "m.npz")
