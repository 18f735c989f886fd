SELECT batch_date, count(*) AS quotes
FROM quotes
GROUP BY batch_date
ORDER BY batch_date DESC
