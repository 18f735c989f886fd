SELECT quotes.*, actor_id, family_id
FROM quotes
LEFT JOIN actor_links ON quotes.batch_date = actor_links.batch_date AND quotes.article_id = actor_links.article_id
  AND speaker_cluster_id = cluster_id
LEFT JOIN quote_families ON quotes.batch_date = quote_families.batch_date
  AND quotes.quote_id = quote_families.quote_id
WHERE quotes.article_id = $article
ORDER BY quotes.batch_date, quote_index
