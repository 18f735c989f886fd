SELECT date_trunc($unit, batch_date)::DATE AS day, publisher, count(*) AS quotes
FROM speaker_quotes
GROUP BY ALL
ORDER BY day, publisher
