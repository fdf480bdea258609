"""The three routes as most FastAPI applications have them: a session of SQLAlchemy for each request, models for the answers."""

import os
import re

from fastapi import Depends, FastAPI, Request, Response
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.orm import sessionmaker

from models import PackPage, VaultPage
from shared import POOL, STATEMENTS, authenticate, nest, sell

app = FastAPI()
engine = create_async_engine(f"postgresql+asyncpg://gem_api@/gem?host={os.environ['BENCH_DATABASE']}", pool_size=POOL, max_overflow=0)
make_session = sessionmaker(engine, class_=AsyncSession, expire_on_commit=False)


def named(statement: str):
    """SQLAlchemy wants names for $1, $2 … and takes the colons of a cast for its own."""
    statement = re.sub(r"\$(\d+)::(\w+(?:\[\])?)", r"CAST(:p\1 AS \2)", statement)
    return text(re.sub(r"\$(\d+)", r":p\1", statement))


NAMED = {name: named(statement) for name, statement in STATEMENTS.items()}


async def session():
    async with make_session() as made:
        yield made


def executor(database):
    async def execute(name, *values):
        result = await database.execute(NAMED[name], {f"p{index}": value for index, value in enumerate(values, 1)})
        return result.mappings().all() if result.returns_rows else []
    return execute


@app.get("/api/packs", response_model=PackPage)
async def list_packs(database: AsyncSession = Depends(session)):
    rows = await executor(database)("packs/list", None, None, "newest", None, None, 21)
    return {"items": [nest(row, "series") for row in rows]}


@app.get("/api/vault", response_model=VaultPage)
async def list_vault(request: Request, database: AsyncSession = Depends(session)):
    execute = executor(database)
    user_id = await authenticate(execute, request)
    rows = await execute("vault/list_newest", user_id, None, None, None, 21)
    return {"items": [nest(row, "attributes") for row in rows]}


@app.post("/api/packs/{pack_id}/purchase")
async def purchase(pack_id: str, request: Request, database: AsyncSession = Depends(session)):
    body = await request.body()
    async with database.begin():
        answer = await sell(executor(database), request, pack_id, body)
    return Response(answer, status_code=201, media_type="application/json")
