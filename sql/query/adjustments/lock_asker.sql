-- One request after the other of the same administrator, so that the limit holds for all of them.
SELECT FROM admin WHERE id = $1::uuid FOR NO KEY UPDATE
