-- Which of these certificate numbers are taken already?
SELECT certificate_number FROM nft WHERE certificate_number = ANY ($1::text[])
