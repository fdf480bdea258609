"""What both applications have in common: statements, tokens, the draw, and the order of a purchase's statements."""

import base64
import hashlib
import hmac
import json
import os
import pathlib
import re
import secrets
import time
import uuid

from fastapi import HTTPException, Request

KEY = os.environ["BENCH_KEY"].encode()
POOL = int(os.environ["BENCH_POOL"]) // 2  # two uvicorn workers
FOLDER = pathlib.Path(os.environ["BENCH_SQL"])
STATEMENTS = {str(file.relative_to(FOLDER).with_suffix("")): re.sub(r"^--.*$", "", file.read_text(), flags=re.M)
              for file in FOLDER.glob("*/*.sql")}


def decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


async def authenticate(execute, request: Request) -> str:
    parts = request.headers.get("authorization", "").removeprefix("Bearer ").split(".")
    if len(parts) != 3:
        raise HTTPException(401, "Sign in.")
    wanted = hmac.new(KEY, f"{parts[0]}.{parts[1]}".encode(), hashlib.sha256).digest()
    claims = json.loads(decode(parts[1]))
    if not hmac.compare_digest(wanted, decode(parts[2])) or claims["aud"] != "gem-user" or claims["exp"] < time.time():
        raise HTTPException(401, "Sign in.")
    if not await execute("accounts/authenticate", claims["sid"], claims["sub"]):
        raise HTTPException(401, "Sign in again.")
    return claims["sub"]


def nest(row, prefix: str) -> dict:
    """Moves members like attributes_cut into a dictionary of their own."""
    outer, inner = {}, {}
    for name, value in row.items():
        if name.startswith(prefix + "_"):
            inner[name[len(prefix) + 1:]] = value
        else:
            outer[name] = value
    outer[prefix] = inner
    return outer


def draw_number(server_seed: str, message: str) -> int:
    return int.from_bytes(hmac.new(bytes.fromhex(server_seed), message.encode(), hashlib.sha256).digest()[:8], "big")


def draw_row(odds, left: int):
    for row in odds:
        if left < row["weight"]:
            return row
        left -= row["weight"]
    return odds[-1]


async def sell(execute, request: Request, pack_id: str, body: bytes) -> str:
    """The statements of a purchase, one after another."""
    user_id = await authenticate(execute, request)
    path, key = request.url.path, request.headers["idempotency-key"]
    if not (await execute("idempotency/lock", user_id, path, key))[0]["pg_try_advisory_xact_lock"]:
        raise HTTPException(409, "This request is running.")
    stored = await execute("idempotency/find", user_id, path, key)
    if stored:
        return stored[0]["response"]
    await execute("openings/lock_buyer", user_id, 0)
    balance = (await execute("ledger/balance", user_id))[0]["balance"]
    seed = (await execute("fairness/lock_next", user_id))[0]
    offer = (await execute("packs/for_purchase", pack_id))[0]
    odds = await execute("packs/draw_rows", pack_id)
    price = offer["unit_price"]
    if not offer["on_sale"] or offer["remaining"] < 1 or balance < price:
        raise HTTPException(409, "Refused.")

    opening, item, entry = str(uuid.uuid4()), str(uuid.uuid4()), str(uuid.uuid4())
    stripe, nonce = secrets.randbelow(256), seed["nonce"]
    await execute("openings/create", opening, user_id, pack_id, str(offer["version_id"]), 1, price, nonce, "CREDIT")
    await execute("fairness/take", user_id, nonce, opening, seed["client_seed"], secrets.token_hex(32), secrets.token_hex(8))
    await execute("openings/record_purchase", user_id, offer["xp_reward"])
    drawn = draw_row(odds, draw_number(seed["server_seed"], f"{seed['client_seed']}:{nonce}:0:0") % 10000)
    start = draw_number(seed["server_seed"], f"{seed['client_seed']}:{nonce}:0:gem") % drawn["pool_size"]
    items = await execute("openings/hand_out", opening, 0, 0, drawn["row"], drawn["row"], str(drawn["pool_id"]), drawn["pool_size"], start,
                          item, user_id)
    await execute("packs/take_supply", pack_id, 1, stripe)
    await execute("ledger/post", entry, "opening", opening, f"{offer['pack_name']} × 1", ["user_credit", "pack_sales"], [user_id, None],
                  [-price, price], stripe)
    await execute("openings/finish", opening, "OPENED")
    await execute("fairness/reveal", opening)
    now = offer["now"].isoformat()
    answer = json.dumps({
        "id": opening, "pack_id": pack_id, "pack_name": offer["pack_name"], "version": offer["version"], "quantity": 1, "method": "CREDIT",
        "status": "OPENED", "total_cost_usd": str(price), "created_at": now, "opened_at": now, "payment": None,
        "items": [{**item, "drawn_rarity": drawn["rarity"]} for item in items],
        "fairness": {name: seed[name] for name in ("server_seed_hash", "client_seed", "nonce", "server_seed")},
    }, default=str)
    await execute("idempotency/store", user_id, path, key, hashlib.sha256(body).hexdigest(), 201, answer)
    return answer
