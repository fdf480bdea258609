UPDATE stripe_reading SET read_until = $1::timestamptz
