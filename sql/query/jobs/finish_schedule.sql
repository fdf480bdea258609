UPDATE schedule SET problem = $2::text WHERE name = $1::text;
