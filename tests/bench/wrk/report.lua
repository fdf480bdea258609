-- Ends a run of wrk with one line of JSON, for tests/bench/support/generators.mjs.
function done(summary, latency, requests)
    local errors = summary.errors
    io.write(string.format(
        '\nREPORT {"requests":%d,"microseconds":%d,"median":%d,"p99":%d,"unanswered":%d,"refused":%d}\n',
        summary.requests, summary.duration, latency:percentile(50), latency:percentile(99),
        errors.connect + errors.read + errors.write + errors.timeout, errors.status))
end
