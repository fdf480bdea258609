-- Ends a run of wrk with one line of JSON, for tests/bench/support/generators.mjs.
local threads = {}

-- With BENCH_PAUSE every connection rests so many milliseconds before each request: a steady pace, instead of all that goes.
local rest = tonumber(os.getenv("BENCH_PAUSE"))
if rest then
    function delay() return rest end
end

function setup(thread)
    thread:set("thread_number", #threads)
    threads[#threads + 1] = thread
end

function done(summary, latency, requests)
    local errors = summary.errors
    local faults = 0 -- 5xx, where a script counts them
    for _, thread in ipairs(threads) do faults = faults + (thread:get("fault_count") or 0) end
    io.write(string.format(
        '\nREPORT {"requests":%d,"microseconds":%d,"median":%d,"p99":%d,"unanswered":%d,"refused":%d,"faults":%d}\n',
        summary.requests, summary.duration, latency:percentile(50), latency:percentile(99),
        errors.connect + errors.read + errors.write + errors.timeout, errors.status, faults))
end
