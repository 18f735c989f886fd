SELECT batch_date, changed_at, change, publisher, title, old_text, new_text, old_speaker, new_speaker, old_batch_date,
  article_id, quote_id
FROM quote_changes
LEFT JOIN (SELECT batch_date, article_id, title FROM articles) USING (batch_date, article_id)
WHERE {where}
ORDER BY changed_at DESC, article_id, quote_id, change
LIMIT $limit OFFSET $skip
