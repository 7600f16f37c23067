"""The packages that stand in for TensorFlow, in processes of their own: import order matters."""

import os
import subprocess
import sys

import pytest


def run(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-W", "ignore", "-c", code], capture_output=True, text=True, timeout=120)


@pytest.mark.parametrize(
    "order",
    [
        "import spacy, tensorflow",
        "import tensorflow, spacy",
        "import rasa.core.agent, spacy",
        "import spacy, rasa.core.agent",
    ],
)
def test_spacy_works_whichever_is_imported_first(order: str) -> None:
    done = run(f"{order}\nprint(len(spacy.blank('en')('two words')))")
    assert done.stdout.strip() == "2", done.stderr


def test_experimental_is_missing_because_thinc_probes_it() -> None:
    done = run(
        "import tensorflow\ntry:\n    import tensorflow.experimental.dlpack\nexcept ImportError:\n    print('missing')"
    )
    assert done.stdout.strip() == "missing", done.stderr
    done = run("import tensorflow\nprint(hasattr(tensorflow, 'experimental'), hasattr(tensorflow, '__path_x__'))")
    assert done.stdout.strip() == "False False", done.stderr


def test_attributes_serve_as_base_class_decorator_type_and_submodule() -> None:
    done = run(
        "import tensorflow as tf, keras, tensorflow_hub, tensorflow_text, tensorflow_addons\n"
        "from tensorflow.python.eager.wrap_function import WrappedFunction\n"
        "class Layer(tf.keras.layers.Layer):\n    pass\n"
        "@tf.function\ndef f(): return 1\n"
        "print(f(), isinstance(1, tf.Tensor), WrappedFunction is not None)"
    )
    assert done.stdout.strip() == "1 False True", done.stderr


@pytest.mark.parametrize(
    "use",
    [
        "def f(): return tf.constant(1)\nf()",
        "class L(tf.keras.Model):\n    pass\nL()",
        "def f(): return tf.zeros((1, 2))\nf()",
    ],
)
def test_real_use_names_the_fix(use: str) -> None:
    done = run(f"import tensorflow as tf\n{use}")
    assert done.returncode != 0
    assert "config.yml" in done.stderr
    assert "pip install rasa" in done.stderr


def test_packages_that_are_left_out_say_why_and_imported_ones_stay_real() -> None:
    done = run(
        "import json, absent\nabsent.leave_out(['json', 'boto3'], 'Fix it so.')\nimport json.decoder, boto3.dynamodb\n"
        "print(json.decoder.JSONDecoder().decode('[1]'))\n"
        "def use(): boto3.client('s3')\nuse()"
    )
    assert done.stdout.strip() == "[1]"
    assert "boto3.client was used" in done.stderr
    assert "Fix it so." in done.stderr


def test_a_component_that_needs_tensorflow_ends_in_a_clear_error(tmp_path) -> None:
    (tmp_path / "config.yml").write_text(
        "recipe: default.v1\nlanguage: en\nassistant_id: x\npipeline:\n- name: WhitespaceTokenizer\n"
        "- name: CountVectorsFeaturizer\n- name: DIETClassifier\n  epochs: 1\npolicies: []\n"
    )
    (tmp_path / "nlu.yml").write_text(
        'version: "3.1"\nnlu:\n- intent: a\n  examples: |\n    - one\n    - two\n'
        "- intent: b\n  examples: |\n    - three\n    - four\n"
    )
    done = subprocess.run(
        [sys.executable, "-m", "rasa", "train", "nlu", "-c", "config.yml", "-u", "nlu.yml", "--out", "models"],
        capture_output=True,
        text=True,
        timeout=180,
        cwd=tmp_path,
        env={"PATH": "/usr/bin:/bin", "RASA_TELEMETRY_ENABLED": "false", "HOME": str(tmp_path)},
    )
    assert done.returncode != 0
    assert "IgM Guide runs Rasa without TensorFlow" in done.stdout + done.stderr


def test_plain_rasa_starts_where_telemetry_is_not_switched_off() -> None:
    """Its reporting of errors is set up then; what Rasa asks of sentry-sdk must be there."""
    code = "import rasa.telemetry as t; t.initialize_error_reporting.__wrapped__(); print('set up')"
    environment = {**os.environ, "RASA_EXCEPTION_WRITE_KEY": "0" * 32 + "@nowhere.invalid", "HOME": os.devnull}
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", code], capture_output=True, text=True, env=environment)
    assert done.stdout.strip() == "set up", done.stderr[-500:]
