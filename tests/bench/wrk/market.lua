-- Buyers buy listings, each once: every thread has its own part of them, and its own part of the people, those who sell left out.
dofile(os.getenv("BENCH_WRK") .. "/people.lua")

local people, at, count = {}, 0, 0
local threads = tonumber(os.getenv("BENCH_THREADS"))
local collectors = tonumber(os.getenv("BENCH_COLLECTORS"))

function init()
    people = read_people(tonumber(os.getenv("BENCH_BUYERS")))
    at = collectors / threads
end

function request()
    local listing = string.format("00000000-0000-4000-e000-%d", 100000000000 + count * threads + thread_number)
    at = at % #people + 1
    if at == 1 then at = collectors / threads + 1 end
    count = count + 1
    return wrk.format("POST", "/api/market/" .. listing .. "/buy", {
        Host = "127.0.0.1",
        Authorization = "Bearer " .. people[at],
        ["Content-Type"] = "application/json",
        ["Idempotency-Key"] = os.getenv("BENCH_RUN") .. "-" .. thread_number .. "-" .. count,
    }, '{"method":"CREDIT","price_usd":"20.000000"}')
end
