"""Serves the Infobutton responder for its tests: with an address, without one, and without a knowledge base."""

import asyncio

from sanic import Sanic
from serving import serve

from bot import paths
from bot.channels.infobutton import blueprint
from bot.kb.query import KnowledgeBase

PUBLIC = "https://igm-guide.example.org"

if __name__ == "__main__":
    knowledge, missing = KnowledgeBase(paths.DATABASE), KnowledgeBase(paths.DATABASE.with_name("not-there.db"))
    app = Sanic("infobutton_test", configure_logging=False)
    app.blueprint(blueprint(knowledge, f"{PUBLIC}/"))
    app.blueprint(blueprint(knowledge).copy("no_address", url_prefix="/no-address"))
    app.blueprint(blueprint(missing, PUBLIC).copy("no_knowledge", url_prefix="/no-knowledge"))
    asyncio.run(serve(app))
