SELECT quotes.quote_id = family_id AS is_oldest, batch_date, published_at, publisher, type, speaker_name,
  speaker_mention, quote_text, likeness, is_wire, article_id, quote_id, quote_index, title
FROM quote_families
JOIN quotes USING (batch_date, quote_id)
LEFT JOIN (SELECT batch_date, article_id, title FROM articles) USING (batch_date, article_id)
WHERE family_id = $family
ORDER BY is_oldest DESC, batch_date, published_at NULLS LAST, quote_id
LIMIT $limit OFFSET $skip
