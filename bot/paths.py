"""Where things lie, relative to the project's root."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
KNOWLEDGE = ROOT / "knowledge"
DATA = ROOT / "data"
CONDITIONS = ROOT / "bot" / "language" / "conditions.yml"
SETTINGS = ROOT / "bot" / "language" / "settings.yml"
TALK = ROOT / "bot" / "language" / "talk.yml"
BUILD = ROOT / "build"
DATABASE = BUILD / "knowledge.db"
EMBEDDING = BUILD / "embedding.onnx"
WEB = ROOT / "web"
WORDS = BUILD / "words.json"
MODELS = ROOT / "models"
MODEL = MODELS / "igm-guide.tar.gz"
