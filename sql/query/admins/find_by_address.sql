SELECT id, name, role::text FROM admin WHERE chain = $1::chain AND address = $2 AND active
