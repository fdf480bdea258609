-- Of a user ($1) who leaves: where they would have been paid. What was paid stays in the books.
UPDATE buyback SET address = NULL WHERE user_id = $1::uuid AND status IN ('CANCELLED', 'REJECTED') AND address IS NOT NULL
