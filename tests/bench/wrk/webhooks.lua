-- Deliveries of Stripe, each signed. Ids go up to BENCH_DISTINCT and begin again, so that a small one makes duplicates.
dofile(os.getenv("BENCH_WRK") .. "/report.lua")

local ffi = require("ffi")
-- OpenSSL's, which wrk itself is linked with.
ffi.cdef [[
const void *EVP_sha256(void);
unsigned char *HMAC(const void *kind, const char *key, int key_length, const char *data, size_t data_length, unsigned char *digest, unsigned *digest_length);
]]

local secret, distinct = os.getenv("BENCH_SECRET"), tonumber(os.getenv("BENCH_DISTINCT"))
local before, after = io.open(os.getenv("BENCH_EVENT")):read("*a"):match("^(.*)@(.*)$")
local digest = ffi.new("unsigned char[32]")
local hexadecimal = {}
for byte = 0, 255 do hexadecimal[byte] = string.format("%02x", byte) end
local count = 0

local function signature(body)
    local time, parts = os.time(), {}
    local text = time .. "." .. body
    ffi.C.HMAC(ffi.C.EVP_sha256(), secret, #secret, text, #text, digest, nil)
    for place = 0, 31 do parts[place + 1] = hexadecimal[digest[place]] end
    return "t=" .. time .. ",v1=" .. table.concat(parts)
end

function request()
    local body = before .. os.getenv("BENCH_RUN") .. "-" .. thread_number .. "-" .. count % distinct .. after
    count = count + 1
    return wrk.format("POST", "/hooks/stripe", { Host = "127.0.0.1", ["Content-Type"] = "application/json", ["Stripe-Signature"] = signature(body) }, body)
end
