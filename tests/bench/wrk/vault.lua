-- Collectors look at their vaults, one after another.
dofile(os.getenv("BENCH_WRK") .. "/people.lua")

local texts, at = {}, 0

function init()
    for number, token in ipairs(read_people(tonumber(os.getenv("BENCH_COLLECTORS")))) do
        texts[number] = wrk.format("GET", "/api/vault", { Host = "127.0.0.1", Authorization = "Bearer " .. token })
    end
end

function request()
    at = at % #texts + 1
    return texts[at]
end
