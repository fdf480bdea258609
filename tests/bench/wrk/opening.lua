-- Buyers buy one pack, one after another; every request has an Idempotency-Key of its own.
dofile(os.getenv("BENCH_WRK") .. "/people.lua")

local people, at, count = {}, 0, 0
local path = "/api/packs/" .. os.getenv("BENCH_PACK") .. "/purchase"

function init()
    people = read_people(tonumber(os.getenv("BENCH_BUYERS")))
end

function request()
    at = at % #people + 1
    count = count + 1
    return wrk.format("POST", path, {
        Host = "127.0.0.1",
        Authorization = "Bearer " .. people[at],
        ["Content-Type"] = "application/json",
        ["Idempotency-Key"] = os.getenv("BENCH_RUN") .. "-" .. thread_number .. "-" .. count,
    }, '{"quantity":1,"method":"CREDIT"}')
end
