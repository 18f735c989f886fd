SELECT batch_date, article_id, publisher, title, published_at, quote_count
FROM articles
WHERE article_id = $article
ORDER BY batch_date DESC
