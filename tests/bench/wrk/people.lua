-- The tokens of the people who ask. Every thread of wrk takes its own part of them, so that no two ask for the same person at once.
dofile(os.getenv("BENCH_WRK") .. "/report.lua")

-- read_people(COUNT): the tokens of this thread's part of the first COUNT people.
function read_people(count)
    local part = {}
    local number = 0
    for token in io.lines(os.getenv("BENCH_TOKENS")) do
        if number >= count then break end
        if number % tonumber(os.getenv("BENCH_THREADS")) == thread_number then part[#part + 1] = token end
        number = number + 1
    end
    return part
end
