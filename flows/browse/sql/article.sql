SELECT batch_date, article_id, publisher, url, title, byline, published_at, published_at_raw, text, quote_count,
  raw_path, format
FROM articles
WHERE article_id = $article
