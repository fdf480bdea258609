-- A bit of everything, in the proportions of a busy evening: vaults, the catalogue, one pack and its odds, oneself, now and then a purchase.
dofile(os.getenv("BENCH_WRK") .. "/people.lua")

local people, at, count = {}, 0, 0
local pack = "/api/packs/" .. os.getenv("BENCH_PACK")
local kinds = { "/api/vault", "/api/packs?limit=20", "/api/vault?sort=-fmv", pack, "/api/me", pack .. "/odds", "/api/vault", "/api/packs",
    "/api/wallet/entries", "/api/nowhere" }

function init()
    people = read_people(tonumber(os.getenv("BENCH_COLLECTORS")))
end

function request()
    at = at % #people + 1
    count = count + 1
    local headers = { Host = "127.0.0.1", Authorization = "Bearer " .. people[at] }
    if count % 20 ~= 0 then return wrk.format("GET", kinds[count % #kinds + 1], headers) end
    headers["Content-Type"] = "application/json"
    headers["Idempotency-Key"] = os.getenv("BENCH_RUN") .. "-" .. thread_number .. "-" .. count
    return wrk.format("POST", pack .. "/purchase", headers, '{"quantity":1,"method":"CREDIT"}')
end

-- wrk counts all that is not 2xx or 3xx; a fault is only 5xx, for 404 is asked for.
fault_count = 0

function response(status)
    if status >= 500 then fault_count = fault_count + 1 end
end
