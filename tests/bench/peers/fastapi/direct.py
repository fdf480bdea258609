"""The three routes in FastAPI straight on asyncpg, which prepares every statement once per connection."""

import os
from decimal import Decimal

import asyncpg
from fastapi import FastAPI, Request, Response
from fastapi.encoders import jsonable_encoder
from fastapi.responses import JSONResponse

from shared import POOL, STATEMENTS, authenticate, nest, sell

app = FastAPI()


@app.on_event("startup")
async def connect():
    app.state.pool = await asyncpg.create_pool(host=os.environ["BENCH_DATABASE"], user="gem_api", database="gem", min_size=POOL, max_size=POOL)


def executor(connection):
    async def execute(name, *values):
        return await connection.fetch(STATEMENTS[name], *values)
    return execute


def page(rows, prefix, **missing):
    items = [{**nest(row, prefix), **missing} for row in rows]
    for item in items:
        item.pop("sort_key", None)
    return JSONResponse(jsonable_encoder({"items": items, "next_cursor": None}, custom_encoder={Decimal: str}))


@app.get("/api/packs")
async def list_packs():
    async with app.state.pool.acquire() as connection:
        rows = await executor(connection)("packs/list", None, None, "newest", None, None, 21)
    return page(rows, "series", price_sol=None)


@app.get("/api/vault")
async def list_vault(request: Request):
    async with app.state.pool.acquire() as connection:
        execute = executor(connection)
        user_id = await authenticate(execute, request)
        rows = await execute("vault/list_newest", user_id, None, None, None, 21)
    return page(rows, "attributes", listing_id=None)


@app.post("/api/packs/{pack_id}/purchase")
async def purchase(pack_id: str, request: Request):
    body = await request.body()
    async with app.state.pool.acquire() as connection, connection.transaction():
        answer = await sell(executor(connection), request, pack_id, body)
    return Response(answer, status_code=201, media_type="application/json")
