SELECT date_trunc($unit, batch_date)::DATE AS day, publisher, count(*) AS quotes
FROM newest_quotes
WHERE {where}
GROUP BY ALL
ORDER BY day, publisher
