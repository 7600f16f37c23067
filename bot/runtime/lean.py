"""Keeps Rasa's start-up light: what it imports but the assistant never uses is left out.

Rasa imports every channel, broker and tracker store that it knows. With stand-ins for their
packages (see stubs/tensorflow/src/absent) start-up takes about half the time and memory
(docs/decisions/0002-lean-start-up.md has the figures). Training uses the real packages.
"""

import os
import warnings

UNUSED = (
    # channels: Telegram, Slack, Twilio, Facebook, Rocket.Chat, Mattermost, Webex
    "aiogram",
    "slack_sdk",
    "twilio",
    "fbmessenger",
    "rocketchat_API",
    "mattermostwrapper",
    "webexteamssdk",
    # brokers and stores: Kafka, RabbitMQ, DynamoDB and S3, MongoDB
    "confluent_kafka",
    "aio_pika",
    "aiormq",
    "boto3",
    "botocore",
    "pymongo",
    # training, testing and telemetry
    "sklearn",
    "sklearn_crfsuite",
    "skops",
    "matplotlib",
    "pydot",
    "sentry_sdk",
    "randomname",
    "git",
    "terminaltables",
    # reminders
    "apscheduler",
    # spaCy's command line, and its choice among languages
    "spacy.cli",
    "langcodes",
    # questions of `rasa shell`
    "questionary",
    # Rasa's own server and its socketio channel
    "sanic_cors",
    "sanic_jwt",
    "socketio",
    "engineio",
)

UNUSED_IN_SERVER = ("prompt_toolkit",)
"""What only the terminal uses."""

UNUSED_WITHOUT_SERVER = (
    "sanic",
    "sanic_routing",
    "websockets",
)
"""What only a web server uses."""

FIX = "The running assistant leaves it out (bot/runtime/lean.py); use plain `rasa` for what needs it."


def start_lean(server: bool = False) -> None:
    """Leave out what is not used. Call before the first import of rasa; harmless if called again.

    Args:
        server: whether this process is a web server.
    """
    from absent import leave_out
    from threadpoolctl import threadpool_limits

    quieten()
    threadpool_limits(1)  # a second thread of numpy waits by spinning: twice the processor time of a turn for nothing
    leave_out(UNUSED + (UNUSED_IN_SERVER if server else UNUSED_WITHOUT_SERVER), FIX)


def quieten() -> None:
    """Switch off telemetry, and warnings, progress bars and logs that would show up between the replies.

    Rasa writes messages and slots at DEBUG through structlog, which prints everything unless it is
    configured first, and it resets the warning filters, so warnings are silenced where they are shown.
    """
    import logging

    import structlog

    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
    os.environ["LOG_LEVEL"] = "ERROR"  # also keeps Rasa from drawing progress bars
    warnings.showwarning = lambda *_, **__: None
    for name in ("rasa", "rasa_sdk", "apscheduler"):
        logging.getLogger(name).setLevel(logging.ERROR)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
