-- Never later than now: a clock that was set back must not make us skip what happens meanwhile.
SELECT least(read_until, gem_now()) AS read_until FROM stripe_reading
